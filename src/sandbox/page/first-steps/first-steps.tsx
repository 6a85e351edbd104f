// The checklist of the first minute: five steps that tick themselves, and a button that prepares the next one.
import { type StepName, type FirstSteps as Steps, stepNames } from "../../contract/first-steps.js";
import type { Address } from "../address.js";
import { putExample, useDraft } from "../composer/drafts.js";
import { ask } from "../connection/ask.js";
import { useAttempt } from "../connection/attempt.js";
import { Icon } from "../icons.js";
import { nextStep, titles, whatToDo } from "./steps.js";

interface FirstStepsProps {
  readonly steps: Steps;
  /** The window's person, and the conversation that is open. */
  readonly here: Address;
  readonly go: (where: Address) => void;
}

export function FirstSteps({ steps, here, go }: FirstStepsProps) {
  const hide = useShowSteps(false);
  const next = nextStep(steps);
  return (
    <section className="first-steps" aria-label="First steps">
      <ol>
        {stepNames.map((name, index) => (
          <li
            key={name}
            className={steps.done[name] ? "done" : undefined}
            aria-current={name === next ? "step" : undefined}
          >
            <span className="step-mark" aria-hidden>
              {steps.done[name] ? <Icon name="check" /> : index + 1}
            </span>
            <span className="step-title">{titles[name]}</span>
            {steps.done[name] && <span className="visually-hidden">, done</span>}
          </li>
        ))}
      </ol>
      {next === undefined ? <AllDone onClose={hide} /> : <Next step={next} steps={steps} here={here} go={go} />}
      <button type="button" className="quiet hide-steps" aria-label="Hide the first steps" onClick={hide}>
        <Icon name="close" />
      </button>
    </section>
  );
}

function Next({ step, steps, here, go }: FirstStepsProps & { readonly step: StepName }) {
  const { words, example, button, as, in: conversation } = whatToDo(step, steps);
  const [draft] = useDraft(as, conversation);
  const prepare = () => {
    if (example !== undefined) putExample(as, conversation, example);
    if (!isThere) go({ as, in: conversation });
  };
  const isThere = here.as === as && here.in === conversation;
  if (isThere && example !== undefined && draft === example) {
    return (
      <div className="step-detail">
        <p role="status">The command is in the message box. Press Enter to send it.</p>
      </div>
    );
  }
  return (
    <div className="step-detail">
      <p role="status">
        {words} {example !== undefined && <code>{example}</code>}
      </p>
      {(!isThere || example !== undefined) && (
        <button type="button" className="button primary filled" onClick={prepare}>
          {button}
        </button>
      )}
    </div>
  );
}

function AllDone({ onClose }: { readonly onClose: () => void }) {
  return (
    <div className="step-detail">
      <p role="status">
        That's the whole story. To see what the bot, Slack, and Clerk said to each other, open Behind the scenes.
      </p>
      <button type="button" className="button" onClick={onClose}>
        Close the checklist
      </button>
    </div>
  );
}

/** Brings back a hidden checklist. */
export function ShowFirstSteps({ steps }: { readonly steps: Steps }) {
  const show = useShowSteps(true);
  const done = stepNames.filter((name) => steps.done[name]).length;
  return (
    <button type="button" className="quiet" onClick={show}>
      First steps {done}/{stepNames.length}
    </button>
  );
}

function useShowSteps(shown: boolean): () => void {
  const attempt = useAttempt();
  return () => void attempt(() => ask("checklist", { shown }));
}
