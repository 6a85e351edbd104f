// The product for somebody who is signed in: the banner, the invoices, or how access ended.
import type { SignedIn } from "../../contract/product.js";
import { timeWithSeconds } from "../text/slack-time.js";
import { Banner } from "./banner.js";
import { Invoices } from "./invoices.js";
import type { Refusal } from "./sign-in.js";
import { LinkRefused } from "./sign-in-page.js";

export type Here = Extract<SignedIn, { over: unknown }>;

interface SignedInProps {
  readonly now: Here;
  /** Offset of the sandbox's clock from the machine's. */
  readonly aheadMs: number;
  /** Why another link did not sign in here. */
  readonly refusal: Refusal | undefined;
}

export function SignedInPage({ now, aheadMs, refusal }: SignedInProps) {
  const { as, over, tokenExpiresAt } = now;
  return (
    <>
      {as.actorName !== null && (
        <Banner actor={as.actorName} subject={as.name} endsAt={over === null ? as.endsAt : null} aheadMs={aheadMs} />
      )}
      {refusal !== undefined && (
        <div className="product-card">
          <LinkRefused refusal={refusal} />
        </div>
      )}
      {over === null ? (
        <main className="product-page">
          <Invoices nowMs={Date.now() + aheadMs} />
          {as.act !== null && (
            <details className="for-developers">
              <summary>For developers: what the product reads from the session token</summary>
              <pre>{JSON.stringify({ sid: as.session, act: as.act }, null, 2)}</pre>
            </details>
          )}
        </main>
      ) : (
        refusal === undefined && <Over over={over} tokenExpiresAt={tokenExpiresAt} />
      )}
    </>
  );
}

const endings: Readonly<Record<string, string>> = {
  revoked: "Access was revoked",
  abandoned: "Signed out after ten idle minutes",
  expired: "Access has ended",
  removed: "Signed out",
};

function Over({ over, tokenExpiresAt }: { over: string; tokenExpiresAt: number | null }) {
  return (
    <main className="product-card">
      <div role="alert">
        <h1>{endings[over] ?? "The session is over"}</h1>
        <p>You can no longer see this customer's account. To go on, ask for access again.</p>
      </div>
      <a className="button" href="/">
        Back to Slack
      </a>
      <p className="fine-print">
        Clerk says the session is <code>{over}</code>.
        {tokenExpiresAt !== null &&
          ` A product that checks tokens without asking Clerk may still accept this one until ${timeWithSeconds(tokenExpiresAt)}.`}
      </p>
    </main>
  );
}
