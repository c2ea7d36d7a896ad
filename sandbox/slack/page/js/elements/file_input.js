// The file input: pick or drop files; each is uploaded at once and listed with its size.

import { fill, h, uniqueId } from '../dom.js';
import { takeDrops } from '../dropping.js';
import { sizeWords } from '../files.js';
import { icon } from '../icons.js';

const LARGEST = 10 * 1024 * 1024;

export function drawFileInput(element, host) {
  const list = h('ul', { class: 'file-list' });
  const problem = h('p', { class: 'field-error', role: 'alert' });
  const most = element.max_files || 10;
  const picker = h('input', {
    type: 'file', class: 'visually-hidden', multiple: most > 1, id: host.id || uniqueId('file'), 'aria-label': host.id ? null : host.label,
    'aria-describedby': host.describedBy, data: { focus: host.focusKey },
    accept: (element.filetypes || []).map((type) => `.${type}`).join(',') || null,
    onchange: () => {
      addFiles([...picker.files]);
      picker.value = '';
    },
  });
  const zone = h('label', { class: 'drop-zone', for: picker.id }, icon('upload'),
    h('span', {}, h('strong', {}, most > 1 ? 'Choose files' : 'Choose a file'), ' or drop ', most > 1 ? 'them' : 'it', ' here'),
    h('span', { class: 'drop-detail' }, [kinds(element), 'up to 10 MB'].filter(Boolean).join(' · ')));

  const drawList = () => fill(list, host.state.files.map((file) => h('li', { class: 'file-row' },
    icon('file'), h('span', { class: 'file-name' }, file.name), h('span', { class: 'file-size' }, sizeWords(file.size)),
    h('button', { type: 'button', class: 'icon-button', 'aria-label': `Remove ${file.name}`, onclick: () => remove(file) }, icon('close')))));

  const remove = (file) => {
    host.change({ files: host.state.files.filter((other) => other !== file) });
    drawList();
  };

  const addFiles = async (files) => {
    problem.textContent = whyNot(files, host.state.files.length, most, element.filetypes || []);
    if (problem.textContent) return;
    zone.classList.add('is-busy');
    for (const file of files) await addFile(file);
    zone.classList.remove('is-busy');
  };

  const addFile = async (file) => {
    try {
      const answer = await host.session.api.upload(file);
      const stored = answer.file || answer.files?.[0] || answer;
      host.change({ files: [...host.state.files, { name: file.name, size: file.size, ...stored }] });
      drawList();
    } catch (error) {
      problem.textContent = `${file.name} could not be uploaded: ${error.message}`;
    }
  };

  takeDrops(zone, addFiles);
  drawList();
  return h('div', { class: 'file-input' }, picker, zone, list, problem);
}

function whyNot(files, already, most, types) {
  if (already + files.length > most) return most === 1 ? 'Only one file can be added.' : `At most ${most} files can be added.`;
  const large = files.find((file) => file.size > LARGEST);
  if (large) return `${large.name} is larger than 10 MB.`;
  const odd = files.find((file) => types.length && !types.includes(file.name.split('.').pop().toLowerCase()));
  return odd ? `${odd.name} is not one of the accepted kinds: ${types.join(', ')}.` : '';
}

function kinds(element) {
  return (element.filetypes || []).map((type) => type.toUpperCase()).join(', ');
}
