// Finds the module that draws a block; a block nobody knows says so, discreetly.

import { h } from '../dom.js';
import { drawActions, drawContextActions } from './actions.js';
import { drawAlert } from './alert.js';
import { drawCard, drawCarousel } from './card.js';
import { drawContainer } from './container.js';
import { drawDataTable } from './data_table.js';
import { drawDataVisualization } from './data_visualization.js';
import { drawFile, drawImage, drawVideo } from './media.js';
import { drawInput } from './input.js';
import { drawMarkdownBlock } from './markdown_block.js';
import { drawPlan, drawTaskCard } from './plan.js';
import { drawRichText } from './rich_text.js';
import { drawContext, drawDivider, drawHeader, drawSection } from './section.js';
import { drawTable } from './table.js';

const DRAWERS = {
  section: drawSection,
  header: drawHeader,
  context: drawContext,
  divider: drawDivider,
  actions: drawActions,
  context_actions: drawContextActions,
  image: drawImage,
  video: drawVideo,
  file: drawFile,
  input: drawInput,
  rich_text: drawRichText,
  markdown: drawMarkdownBlock,
  card: drawCard,
  carousel: drawCarousel,
  data_table: drawDataTable,
  table: drawTable,
  alert: drawAlert,
  container: drawContainer,
  plan: drawPlan,
  task_card: drawTaskCard,
  data_visualization: drawDataVisualization,
};

export function drawBlock(block, surface) {
  const draw = DRAWERS[block?.type];
  if (!draw) return unsupported(`unsupported block: ${block?.type || 'without type'}`);
  try {
    return draw(block, surface);
  } catch (error) {
    console.warn('A block could not be drawn', block, error);
    return unsupported(`this ${block.type} block could not be drawn`);
  }
}

function unsupported(words) {
  return h('div', { class: 'unsupported' }, words);
}
