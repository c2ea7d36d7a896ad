// Floats a list or menu next to the element it belongs to, above everything else, also inside dialogs.

const GAP = 4;
const MARGIN = 8;

export class Popover {
  /** `onClose` is called when a press outside or a lost anchor closes it. */
  constructor(node, anchor, { onClose = () => {}, matchWidth = false, align = 'start', above = false } = {}) {
    Object.assign(this, { node, anchor, onClose, matchWidth, align, above });
    this.isOpen = false;
    this.onPress = (event) => {
      if (!node.contains(event.target) && !anchor.contains(event.target)) this.close();
    };
    this.onMove = (event) => {
      if (!node.contains(event.target)) this.place();
    };
  }

  open() {
    if (this.isOpen) return this.place();
    this.isOpen = true;
    this.node.popover = 'manual';
    this.node.classList.add('popover');
    (this.anchor.closest('dialog') || document.body).append(this.node);
    this.node.showPopover();
    this.place();
    document.addEventListener('pointerdown', this.onPress, true);
    window.addEventListener('scroll', this.onMove, true);
    window.addEventListener('resize', this.onMove);
    return undefined;
  }

  close() {
    if (!this.isOpen) return;
    this.isOpen = false;
    document.removeEventListener('pointerdown', this.onPress, true);
    window.removeEventListener('scroll', this.onMove, true);
    window.removeEventListener('resize', this.onMove);
    this.node.remove();
    this.onClose();
  }

  place() {
    if (!this.anchor.isConnected) return this.close();
    const box = this.anchor.getBoundingClientRect();
    const { style } = this.node;
    if (this.matchWidth) style.width = `${box.width}px`;
    style.maxHeight = '';
    const size = this.node.getBoundingClientRect();
    const below = window.innerHeight - box.bottom - GAP - MARGIN;
    const over = box.top - GAP - MARGIN;
    const goesUp = (this.above && over > 120) || (size.height > below && over > below);
    style.maxHeight = `${Math.max(120, goesUp ? over : below)}px`;
    const height = Math.min(size.height, goesUp ? over : below);
    const left = this.align === 'end' ? box.right - size.width : box.left;
    style.left = `${Math.max(MARGIN, Math.min(left, window.innerWidth - size.width - MARGIN))}px`;
    style.top = `${goesUp ? box.top - GAP - height : box.bottom + GAP}px`;
    return undefined;
  }
}
