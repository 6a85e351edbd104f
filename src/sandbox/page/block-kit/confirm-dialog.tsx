// The confirmation dialog of an element.
import { useId } from "react";
import type { z } from "zod";
import type { confirmDialog } from "../../slack/block-kit/text.js";
import { Dialog } from "../modal/dialog.js";
import { Text } from "../text/rich-text.js";

type Confirm = z.infer<typeof confirmDialog>;

export function ConfirmDialog({ confirm, onYes, onNo }: { confirm: Confirm; onYes: () => void; onNo: () => void }) {
  const title = useId();
  return (
    <Dialog labelledBy={title} className="confirm" onDismiss={onNo}>
      <h2 id={title}>{confirm.title.text}</h2>
      <div className="dialog-body">
        <Text text={confirm.text} />
      </div>
      <footer>
        <button type="button" className="button" onClick={onNo}>
          {confirm.deny.text}
        </button>
        <button type="button" className={`button ${confirm.style ?? "primary"} filled`} onClick={onYes}>
          {confirm.confirm.text}
        </button>
      </footer>
    </Dialog>
  );
}
