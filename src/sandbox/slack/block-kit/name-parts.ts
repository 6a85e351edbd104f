// Gives the blocks and elements that an app left unnamed a block_id or action_id, as Slack does.
import { type Block, elementsOf } from "./blocks.js";

export function nameParts(blocks: Block[], newName: () => string): Block[] {
  for (const block of blocks) {
    if (block.block_id === "") block.block_id = newName();
    for (const element of elementsOf(block)) {
      if (element.action_id === "") element.action_id = newName();
    }
  }
  return blocks;
}
