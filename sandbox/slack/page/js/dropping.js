// Makes an element take files that are dropped on it, and shows that it would.

/** `onFiles(files)` gets what was dropped; drags of anything else pass by. */
export function takeDrops(node, onFiles) {
  let depth = 0; // a drag enters and leaves every child on its way
  const hasFiles = (event) => [...(event.dataTransfer?.types || [])].includes('Files');
  const show = () => node.classList.toggle('is-over', depth > 0);
  node.addEventListener('dragenter', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    depth += 1;
    show();
  });
  node.addEventListener('dragover', (event) => {
    if (hasFiles(event)) event.preventDefault();
  });
  node.addEventListener('dragleave', (event) => {
    if (!hasFiles(event)) return;
    depth = Math.max(0, depth - 1);
    show();
  });
  node.addEventListener('drop', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    depth = 0;
    show();
    onFiles([...event.dataTransfer.files]);
  });
}

/** A file that misses its place must not replace the page. */
export function keepStrayDrops() {
  for (const kind of ['dragover', 'drop']) window.addEventListener(kind, (event) => event.preventDefault());
}
