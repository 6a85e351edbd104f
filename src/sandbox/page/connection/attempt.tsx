// Tries something with the sandbox, and tells the person when it would not.

import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from "react";
import { Icon } from "../icons.js";
import { Refused } from "./ask.js";

/** Runs the work; says so, and gives undefined, when it did not come off. */
export type Attempt = <T>(work: () => Promise<T>) => Promise<T | undefined>;

const AttemptContext = createContext<Attempt>(async (work) => work());
export const useAttempt = (): Attempt => useContext(AttemptContext);

const shownMs = 8_000;

export function Attempts({ children }: { children: ReactNode }) {
  const [trouble, setTrouble] = useState<{ sentence: string } | undefined>();
  useEffect(() => {
    if (trouble === undefined) return;
    const timer = setTimeout(() => setTrouble(undefined), shownMs);
    return () => clearTimeout(timer);
  }, [trouble]);
  const attempt = useCallback<Attempt>(async (work) => {
    try {
      return await work();
    } catch (error) {
      const sentence = error instanceof Refused ? error.message : "The sandbox does not answer. Is it still running?";
      setTrouble({ sentence });
      return undefined;
    }
  }, []);
  return (
    <AttemptContext value={attempt}>
      {children}
      <div className="trouble" role="alert">
        {trouble !== undefined && (
          <p>
            {trouble.sentence}
            <button type="button" className="quiet" aria-label="Dismiss" onClick={() => setTrouble(undefined)}>
              <Icon name="close" />
            </button>
          </p>
        )}
      </div>
    </AttemptContext>
  );
}
