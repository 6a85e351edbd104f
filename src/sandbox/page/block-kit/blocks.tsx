// Renders the blocks of a message, form or Home.
import type { AnyBlock } from "../../contract/workspace.js";
import { type Block, block as knownBlock } from "../../slack/block-kit/blocks.js";
import type { Pressable } from "../../slack/block-kit/elements.js";
import { useIsForm } from "../modal/fields.js";
import { InputBlock } from "../modal/input-block.js";
import { RichText, Text } from "../text/rich-text.js";
import { ButtonElement } from "./button.js";
import { MenuElement } from "./menus.js";

export function Blocks({ blocks }: { blocks: readonly AnyBlock[] }) {
  const inForm = useIsForm();
  return (
    <div className="blocks">
      {blocks.map((each) => {
        const known = knownBlock.safeParse(each);
        // Slack allows inputs in messages and the Home too; the page renders them only in forms.
        return known.success && (inForm || known.data.type !== "input") ? (
          <OneBlock key={each.block_id} block={known.data} />
        ) : (
          <Placeholder key={each.block_id} type={each.type} />
        );
      })}
    </div>
  );
}

function OneBlock({ block }: { block: Block }) {
  switch (block.type) {
    case "rich_text":
      return <RichText parts={block.elements} />;
    case "section":
      return (
        <div className="section-block">
          <div>
            {block.text !== undefined && <Text text={block.text} />}
            {block.fields !== undefined && (
              <div className="fields">
                {block.fields.map((field, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: fields have no id but their position
                  <Text key={index} text={field} />
                ))}
              </div>
            )}
          </div>
          {block.accessory !== undefined && <PressableElement element={block.accessory} blockId={block.block_id} />}
        </div>
      );
    case "header":
      return <h3 className="header-block">{block.text.text}</h3>;
    case "context":
      return (
        <div className="context-block">
          {block.elements.map((text, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: they have no id but their position
            <Text key={index} text={text} />
          ))}
        </div>
      );
    case "divider":
      return <hr />;
    case "actions":
      return (
        <div className="actions-block">
          {block.elements.map((element) => (
            <PressableElement key={element.action_id} element={element} blockId={block.block_id} />
          ))}
        </div>
      );
    case "input":
      return <InputBlock block={block} />;
  }
}

function PressableElement({ element, blockId }: { element: Pressable; blockId: string }) {
  return element.type === "button" ? (
    <ButtonElement button={element} blockId={blockId} />
  ) : (
    <MenuElement menu={element} blockId={blockId} />
  );
}

function Placeholder({ type }: { type: string }) {
  return (
    <p className="placeholder">
      A block of the type “{type}” stands here. The sandbox does not know how to show it here.
    </p>
  );
}
