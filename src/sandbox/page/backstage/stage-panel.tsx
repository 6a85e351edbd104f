// The controls: clock, bot, fault switches for Clerk and Slack, reset.
import { useEffect, useState } from "react";
import type { Backstage } from "../../contract/backstage.js";
import { ConfirmDialog } from "../block-kit/confirm-dialog.js";
import { ask } from "../connection/ask.js";
import { useAttempt } from "../connection/attempt.js";
import { timeWithSeconds } from "../text/slack-time.js";
import { useSeen } from "../workspace/seen.js";
import { Choice } from "./choice.js";

const plain = (text: string) => ({ type: "plain_text", text, emoji: false }) as const;

const steps = [
  ["15 s", 15_000],
  ["1 min", 60_000],
  ["10 min", 600_000],
  ["1 h", 3_600_000],
] as const;

const clerkLabels = {
  none: "Clerk works",
  slow: "Slow: 4 s for each answer",
  plan: "402: impersonation is not on the plan",
  limit: "422: the month's impersonations are used up",
  unavailable: "503 for everything",
  answer_lost: "Makes the token, and its answer is lost",
} as const;

const slackLabels = {
  none: "Slack works",
  rate_limited: "Rate-limits messages (429, try again in 5 s)",
  acks_lost: "Never gets the bot's acknowledgements",
} as const;

const botLabels = { running: "runs", stopped: "is not running", changing: "is stopping or starting" } as const;

export function StagePanel({ backstage: { bot, faults } }: { backstage: Backstage }) {
  const attempt = useAttempt();
  return (
    <>
      <section>
        <h3>Clock</h3>
        <p>
          It is <Now />. A session ends after ten idle minutes. Move the clock on by
        </p>
        <div className="button-row">
          {steps.map(([label, ms]) => (
            <ActionButton key={ms} label={label} act={() => ask("advance", { ms })} />
          ))}
        </div>
      </section>
      <section>
        <h3>The bot</h3>
        <p role="status">
          The bot {botLabels[bot.state]}, with {bot.sockets === 1 ? "1 connection" : `${bot.sockets} connections`} to
          Slack.
        </p>
        <div className="button-row">
          <ActionButton
            label="Kill and restart"
            act={() => ask("bot", { what: "kill_and_restart" })}
            disabled={bot.state === "changing"}
          />
          <ActionButton label="Kill" act={() => ask("bot", { what: "kill" })} disabled={bot.state !== "running"} />
          <ActionButton label="Start" act={() => ask("bot", { what: "start" })} disabled={bot.state !== "stopped"} />
        </div>
        <p>Its connections, which come back by themselves after five seconds:</p>
        <div className="button-row">
          <ActionButton label="Drop" act={() => ask("sockets", { what: "drop" })} />
          <ActionButton label="Refresh" act={() => ask("sockets", { what: "refresh" })} />
        </div>
      </section>
      <Choice
        title="Faults at Clerk"
        labels={clerkLabels}
        chosen={faults.clerk}
        onChoose={(clerk) => void attempt(() => ask("faults", { clerk }))}
      />
      <Choice
        title="Faults at Slack"
        labels={slackLabels}
        chosen={faults.slack}
        onChoose={(slack) => void attempt(() => ask("faults", { slack }))}
      />
      <section>
        <h3>From the beginning</h3>
        <p>Empty channels, untouched users, a new record.</p>
        <Reset />
      </section>
    </>
  );
}

const resetConfirmation = {
  title: plain("Reset the sandbox?"),
  text: plain("In every window, what was written and done is gone."),
  confirm: plain("Reset"),
  deny: plain("Keep it"),
  style: "danger",
} as const;

function Reset() {
  const attempt = useAttempt();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <button type="button" className="button danger" onClick={() => setAsking(true)}>
        Reset the sandbox
      </button>
      {asking && (
        <ConfirmDialog
          confirm={resetConfirmation}
          onNo={() => setAsking(false)}
          onYes={() => {
            setAsking(false);
            void attempt(() => ask("reset", {}));
          }}
        />
      )}
    </>
  );
}

interface ActionButtonProps {
  readonly label: string;
  readonly act: () => Promise<unknown>;
  readonly disabled?: boolean;
}

function ActionButton({ label, act, disabled = false }: ActionButtonProps) {
  const attempt = useAttempt();
  return (
    <button type="button" className="button" disabled={disabled} onClick={() => void attempt(act)}>
      {label}
    </button>
  );
}

function Now() {
  const { aheadMs } = useSeen();
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return <time>{timeWithSeconds(now + aheadMs)}</time>;
}
