// A modal dialog of the browser's own, which keeps the focus and closes on Escape.
import { type ReactNode, useEffect, useRef } from "react";

const firstFields = ":is(.dialog-body, footer) :is([autofocus], input, textarea, select, button:last-child)";

interface DialogProps {
  readonly labelledBy: string;
  readonly className: string;
  readonly onDismiss: () => void;
  readonly children: ReactNode;
}

export function Dialog({ labelledBy, className, onDismiss, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // The browser would begin with the button that closes it.
    const first = element?.querySelector<HTMLElement>(firstFields);
    first?.focus();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={className}
      aria-labelledby={labelledBy}
      onCancel={(event) => {
        // Whether it closes is for the sandbox to say.
        event.preventDefault();
        onDismiss();
      }}
    >
      {children}
    </dialog>
  );
}
