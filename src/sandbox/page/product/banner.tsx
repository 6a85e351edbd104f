// The banner during impersonation: who is signed in as whom, and for how long.
import { useEffect, useState } from "react";
import { Icon } from "../icons.js";
import { timeOfDay } from "../text/slack-time.js";

interface BannerProps {
  readonly actor: string;
  readonly subject: string;
  /** On the sandbox's clock; null once the session is over. */
  readonly endsAt: number | null;
  readonly aheadMs: number;
}

export function Banner({ actor, subject, endsAt, aheadMs }: BannerProps) {
  return (
    <aside className={endsAt === null ? "acting over" : "acting"} aria-label="Signed in as a customer">
      <Icon name="masks" />
      <b>
        {actor} {endsAt === null ? "was" : "is"} signed in as {subject}
      </b>
      {endsAt !== null && (
        <span>
          Until {timeOfDay(endsAt)} · <TimeLeft endsAt={endsAt} aheadMs={aheadMs} />
        </span>
      )}
    </aside>
  );
}

function TimeLeft({ endsAt, aheadMs }: { endsAt: number; aheadMs: number }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return <span>{timeLeft(endsAt - now - aheadMs)}</span>;
}

/** "29 min left" */
export function timeLeft(ms: number): string {
  const minutes = Math.ceil(ms / 60_000);
  if (minutes <= 1) return "less than a minute left";
  if (minutes < 60) return `${minutes} min left`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min left`;
}
