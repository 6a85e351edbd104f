// Sends presses, choices and searches to the app, with their waiting and unanswered states.
import { useState } from "react";
import type { ActionInput } from "../../contract/actions.js";
import { ask } from "../connection/ask.js";
import { useAttempt } from "../connection/attempt.js";
import { thisWindow } from "../connection/this-window.js";
import { useSeen } from "../workspace/seen.js";
import type { OptionGroup } from "./options.js";
import { usePlace } from "./place.js";

export type PressState = "idle" | "waiting" | "unanswered";

export interface ElementIds {
  readonly blockId: string;
  readonly actionId: string;
}

/** The element as the sandbox's actions identify it. */
function useElement({ blockId, actionId }: ElementIds): ActionInput<"press"> {
  const place = usePlace();
  return { as: useSeen().me, place, blockId, actionId, window: thisWindow };
}

export function usePress(ids: ElementIds) {
  const [state, setState] = useState<PressState>("idle");
  const element = useElement(ids);
  const attempt = useAttempt();
  const waitFor = async (work: () => Promise<{ outcome: "acknowledged" | "warning_triangle" }>) => {
    setState("waiting");
    const answer = await attempt(work);
    setState(answer?.outcome === "warning_triangle" ? "unanswered" : "idle");
  };
  return {
    state,
    press: () => waitFor(() => ask("press", element)),
    choose: (value: string) => waitFor(() => ask("choose", { ...element, value })),
  };
}

/** The app's options for an external select; undefined if it does not answer, or not as Slack takes it. */
export function useSearch(ids: ElementIds): (query: string) => Promise<OptionGroup[] | undefined> {
  const element = useElement(ids);
  const attempt = useAttempt();
  return async (query) => {
    const answer = await attempt(() => ask("search", { ...element, query }));
    return answer?.outcome === "failed" ? undefined : answer?.groups;
  };
}
