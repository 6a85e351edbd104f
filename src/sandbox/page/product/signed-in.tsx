// The product's page for a signed-in user, with a banner during impersonation.
import type { SignedIn } from "../../contract/product.js";
import { timeOfDay, timeWithSeconds } from "../text/slack-time.js";

type Here = Extract<SignedIn, { over: unknown }>;

export function SignedInPage({ now: { as, over, tokenExpiresAt } }: { now: Here }) {
  return (
    <>
      {as.actorName !== null && (
        <p className={over === null ? "acting" : "acting over"}>
          {as.actorName} {over === null ? "is" : "was"} signed in as {as.name}
        </p>
      )}
      {over !== null && <Over over={over} tokenExpiresAt={tokenExpiresAt} />}
      {over === null && (
        <section>
          <h1>Welcome, {as.name}</h1>
          {as.email !== null && <p>{as.email}</p>}
          <p>Signed in until {timeOfDay(as.endsAt)}.</p>
        </section>
      )}
      {as.act !== null && (
        <section>
          <h2>What the product reads from the session token</h2>
          <pre>{JSON.stringify({ sid: as.session, act: as.act }, null, 2)}</pre>
        </section>
      )}
    </>
  );
}

const endings: Readonly<Record<string, string>> = {
  revoked: "Access was revoked",
  abandoned: "The session is over: nobody did anything for ten minutes",
  removed: "Signed out",
};

function Over({ over, tokenExpiresAt }: { over: string; tokenExpiresAt: number | null }) {
  return (
    <section className="refusal" role="alert">
      <h1>{endings[over] ?? "The session is over"}</h1>
      <p>
        Clerk says the session is <code>{over}</code>.
        {tokenExpiresAt !== null &&
          ` A product that checks its token without asking Clerk could go on until ${timeWithSeconds(tokenExpiresAt)}.`}
      </p>
    </section>
  );
}
