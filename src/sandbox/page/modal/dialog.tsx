// A modal dialog of the browser's own, which keeps the focus, closes on Escape, and gives the focus back.
import { type ReactNode, useLayoutEffect, useRef } from "react";
import { FailureNotice } from "../connection/attempt.js";

interface DialogProps {
  readonly labelledBy: string;
  readonly className?: string;
  /** Changes when something else takes the place of what the dialog shows. */
  readonly contents?: string;
  readonly onDismiss: () => void;
  readonly children: ReactNode;
}

// The browser would begin with the button that closes it.
const firstFields = [
  '[data-focus-on-load="true"]',
  ".dialog-body :is(input, textarea, select)",
  "footer button:last-child",
];

export function Dialog({ labelledBy, className, contents, onDismiss, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  // Before the element leaves the page: only then does the browser give the focus back.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: with other contents the focus starts over
  useLayoutEffect(() => {
    const { current: element } = dialog;
    const first = firstFields.map((each) => element?.querySelector<HTMLElement>(each)).find((each) => each != null);
    first?.focus();
  }, [contents]);
  return (
    <dialog
      ref={dialog}
      className={className}
      aria-labelledby={labelledBy}
      onCancel={(event) => {
        // Whether it closes is for the sandbox to say; a dialog around this one hears of it too, and is not meant.
        event.preventDefault();
        event.stopPropagation();
        onDismiss();
      }}
    >
      {children}
      <FailureNotice />
    </dialog>
  );
}
