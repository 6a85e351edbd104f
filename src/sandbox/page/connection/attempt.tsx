// Tries something with the sandbox, and shows the person when it is refused.
import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from "react";
import { Icon } from "../icons.js";
import { Refused } from "./ask.js";

/** Runs the work; says so, and gives undefined, when it did not come off. */
type Attempt = <T>(work: () => Promise<T>) => Promise<T | undefined>;

interface Attempting {
  readonly attempt: Attempt;
  /** What did not come off last, in a sentence. */
  readonly failure: string | undefined;
  readonly dismiss: () => void;
}

const AttemptContext = createContext<Attempting | undefined>(undefined);

function useAttempting(): Attempting {
  const attempting = useContext(AttemptContext);
  if (attempting === undefined) throw new Error("nothing can be attempted here");
  return attempting;
}

export const useAttempt = (): Attempt => useAttempting().attempt;

/** Stands on the page, and in each dialog: what lies under a dialog is out of reach. */
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

export const sandboxUnreachable = "The sandbox does not answer. Is it still running?";

/** What nobody foresaw goes to the browser's console as well. */
function sentenceFor(error: unknown): string {
  if (error instanceof Refused) return error.message;
  // That is how fetch says that nobody was there.
  if (error instanceof TypeError) return sandboxUnreachable;
  reportError(error);
  return "The sandbox gave an answer that this page could not read.";
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
