// What the product shows to somebody who is not signed in, and why a link did not sign them in.
import type { Refusal } from "./sign-in.js";

export function SignInPage({ refusal }: { refusal: Refusal | undefined }) {
  return (
    <main className="product-card">
      {refusal === undefined ? (
        <>
          <h1>You are not signed in</h1>
          <p>To see what a customer sees, ask for access with /impersonate in Slack, and open the link that you get.</p>
        </>
      ) : (
        <LinkRefused refusal={refusal} />
      )}
      <a className="button" href="/">
        Back to Slack
      </a>
    </main>
  );
}

export function LinkRefused({ refusal: { clerk } }: { refusal: Refusal }) {
  if (clerk === null) {
    return (
      <div role="alert">
        <h1>The sandbox did not answer</h1>
        <p>Check that it is still running, then open the link again.</p>
      </div>
    );
  }
  return (
    <div role="alert">
      <h1>This link doesn't work</h1>
      <p>{sentences[clerk] ?? "Clerk refused it."}</p>
      <p className="fine-print">
        Clerk says <code>{clerk}</code>
      </p>
    </div>
  );
}

/** Explanations of Clerk's error codes for a ticket. */
const sentences: Readonly<Record<string, string>> = {
  actor_token_already_used_code: "It was already used, and it works only once.",
  actor_token_revoked_code: "It was revoked.",
  ticket_expired_code: "It has expired: nobody opened it in time.",
  ticket_invalid_code: "It isn't a sign-in link for this product.",
  session_creation_not_allowed:
    "This browser is already signed in as a customer. End that access first, or use a private window.",
};
