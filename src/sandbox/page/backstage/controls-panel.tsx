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
  ["15 seconds", 15_000],
  ["1 minute", 60_000],
  ["10 minutes", 600_000],
  ["1 hour", 3_600_000],
] as const;

const clerkLabels = {
  none: "Clerk works",
  slow: "Slow: every response takes 4 seconds",
  plan: "402: the plan doesn't include impersonation",
  limit: "422: the monthly impersonation limit is reached",
  unavailable: "503 for every call",
  answer_lost: "Creates the token, but the response is lost",
} as const;

const slackLabels = {
  none: "Slack works",
  rate_limited: "429 for every message: retry after 5 seconds",
  acks_lost: "The bot's acknowledgments are lost",
} as const;

const botLabels = { running: "running", stopped: "not running", changing: "stopping or starting" } as const;

export function ControlsPanel({ backstage: { bot, faults } }: { backstage: Backstage }) {
  const attempt = useAttempt();
  return (
    <>
      <section>
        <h3>Clock</h3>
        <p>
          It is <Now />. Skip ahead to see a link expire or access end:
        </p>
        <div className="button-row">
          {steps.map(([label, ms]) => (
            <ActionButton key={ms} label={label} act={() => ask("advance", { ms })} />
          ))}
        </div>
      </section>
      <section>
        <h3>Bot</h3>
        <p role="status">
          The bot is {botLabels[bot.state]}, with {bot.sockets === 1 ? "1 connection" : `${bot.sockets} connections`} to
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
        <p>Break its connections. They come back by themselves after about five seconds.</p>
        <div className="button-row">
          <ActionButton label="Drop" act={() => ask("sockets", { what: "drop" })} />
          <ActionButton label="Refresh" act={() => ask("sockets", { what: "refresh" })} />
        </div>
      </section>
      <Choice
        title="Clerk"
        labels={clerkLabels}
        chosen={faults.clerk}
        onChoose={(clerk) => void attempt(() => ask("faults", { clerk }))}
      />
      <Choice
        title="Slack"
        labels={slackLabels}
        chosen={faults.slack}
        onChoose={(slack) => void attempt(() => ask("faults", { slack }))}
      />
      <section>
        <h3>Start over</h3>
        <p>Deletes every message and request, and resets the clock.</p>
        <Reset />
      </section>
    </>
  );
}

const resetConfirmation = {
  title: plain("Reset the sandbox?"),
  text: plain("This deletes every message and request, in every window."),
  confirm: plain("Reset"),
  deny: plain("Cancel"),
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
