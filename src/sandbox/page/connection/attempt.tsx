// Runs a call to the sandbox, and shows the person a failure.
import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from "react";
import { Icon } from "../icons.js";
import { Refused } from "./ask.js";

/** Runs the work; on failure shows a notice and resolves with undefined. */
type Attempt = <T>(work: () => Promise<T>) => Promise<T | undefined>;

interface Attempting {
  readonly attempt: Attempt;
  /** The last failure, as a sentence. */
  readonly failure: string | undefined;
  readonly dismiss: () => void;
}

const AttemptContext = createContext<Attempting | undefined>(undefined);

function useAttempting(): Attempting {
  const attempting = useContext(AttemptContext);
  if (attempting === undefined) throw new Error("useAttempt outside of Attempts");
  return attempting;
}

export const useAttempt = (): Attempt => useAttempting().attempt;

/** Shown on the page and in each dialog, since a modal dialog covers the page. */
export function FailureNotice() {
  const { failure, dismiss } = useAttempting();
  return (
    <div className="failure-notice" role="alert">
      {failure !== undefined && (
        <p>
          {failure}
          <button type="button" className="quiet" aria-label="Dismiss" onClick={dismiss}>
            <Icon name="close" />
          </button>
        </p>
      )}
    </div>
  );
}

export const sandboxUnreachable = "The sandbox doesn't answer. Check that it is still running.";

/** Unexpected errors are also reported to the browser's console. */
function sentenceFor(error: unknown): string {
  if (error instanceof Refused) return error.message;
  // fetch throws a TypeError if the server is not reachable.
  if (error instanceof TypeError) return sandboxUnreachable;
  reportError(error);
  return "Something went wrong on this page. Reload it.";
}

const shownMs = 8_000;

export function Attempts({ children }: { children: ReactNode }) {
  const [failure, setFailure] = useState<{ sentence: string } | undefined>();
  useEffect(() => {
    if (failure === undefined) return;
    const timer = setTimeout(() => setFailure(undefined), shownMs);
    return () => clearTimeout(timer);
  }, [failure]);
  const attempt = useCallback<Attempt>(async (work) => {
    try {
      return await work();
    } catch (error) {
      setFailure({ sentence: sentenceFor(error) });
      return undefined;
    }
  }, []);
  const dismiss = useCallback(() => setFailure(undefined), []);
  return (
    <AttemptContext value={{ attempt, failure: failure?.sentence, dismiss }}>
      {children}
      <FailureNotice />
    </AttemptContext>
  );
}
