// A native modal dialog: traps the focus, closes on Escape, and restores the focus.
import { type ReactNode, useLayoutEffect, useRef } from "react";
import { FailureNotice } from "../connection/attempt.js";

interface DialogProps {
  readonly labelledBy: string;
  readonly className?: string;
  /** Changes when the dialog's contents are replaced. */
  readonly contents?: string;
  readonly onDismiss: () => void;
  readonly children: ReactNode;
}

// By default the browser would focus the close button.
const firstFields = [
  '[data-focus-on-load="true"]',
  ".dialog-body :is(input, textarea, select)",
  "footer button:last-child",
];

export function Dialog({ labelledBy, className, contents, onDismiss, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  // Close before the element is removed, or the browser does not restore the focus.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: new contents reset the focus
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
        // The sandbox decides whether it closes; the event must not reach an outer dialog.
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
