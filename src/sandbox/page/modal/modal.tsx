// The person's open form, the topmost of its stack.
import { useId, useState } from "react";
import type { ShownModal } from "../../contract/workspace.js";
import { Blocks } from "../block-kit/blocks.js";
import { Place } from "../block-kit/place.js";
import { ask } from "../connection/ask.js";
import { useAttempt } from "../connection/attempt.js";
import { Icon } from "../icons.js";
import { useSeen } from "../workspace/seen.js";
import { Dialog } from "./dialog.js";
import { FieldsProvider, held, sent, type Values } from "./fields.js";

export function Modal({ modal }: { modal: ShownModal }) {
  const { me } = useSeen();
  const attempt = useAttempt();
  const title = useId();
  const [typed, setTyped] = useState<Values>({});
  const [incomplete, setIncomplete] = useState<Readonly<Record<string, string>>>({});
  const [state, setState] = useState<"idle" | "waiting" | "failed">("idle");

  // Typed values survive an update of the form as long as their field exists.
  const there = held(modal);
  const filled = { ...there, ...Object.fromEntries(Object.entries(typed).filter(([blockId]) => blockId in there)) };
  const close = (all: boolean) => void attempt(() => ask("close", { as: me, viewId: modal.viewId, all }));
  const submit = async () => {
    setState("waiting");
    const answer = await attempt(() => ask("submit", { as: me, viewId: modal.viewId, values: sent(filled) }));
    setIncomplete(answer?.incomplete ?? {});
    setState(answer?.outcome === "trouble_connecting" ? "failed" : "idle");
  };

  return (
    <Dialog labelledBy={title} contents={modal.hash} onDismiss={() => close(false)}>
      <form
        noValidate
        aria-busy={state === "waiting"}
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <header>
          <h2 id={title}>{modal.title}</h2>
          <button type="button" className="quiet" aria-label="Close the form" onClick={() => close(true)}>
            <Icon name="close" />
          </button>
        </header>
        <div className="dialog-body">
          {state === "failed" && (
            <p className="banner" role="alert">
              We had some trouble connecting. Try again?
            </p>
          )}
          <Place value={{ viewId: modal.viewId }}>
            <FieldsProvider
              value={{
                filled,
                fill: (blockId, value) => setTyped((before) => ({ ...before, [blockId]: value })),
                errors: { ...modal.errors, ...incomplete },
              }}
            >
              <Blocks blocks={modal.blocks} />
            </FieldsProvider>
          </Place>
        </div>
        <footer>
          <button type="button" className="button" onClick={() => close(false)}>
            {modal.close ?? "Cancel"}
          </button>
          {modal.submit !== undefined && (
            <button type="submit" className="button primary filled" disabled={state === "waiting"}>
              {modal.submit}
            </button>
          )}
        </footer>
      </form>
    </Dialog>
  );
}
