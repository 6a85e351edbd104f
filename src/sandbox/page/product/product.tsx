// The customer's product: signs in with the ticket in the URL, and shows who is signed in as whom.
import { useEffect, useState } from "react";
import { signedIn } from "../../contract/product.js";
import { useStream } from "../connection/stream.js";
import { type Refusal, signOut } from "./sign-in.js";
import { SignedInPage } from "./signed-in.js";

const parts = { signed_in: signedIn };

export function Product({ signingIn }: { signingIn: Promise<Refusal | undefined> }) {
  const [refusal, setRefusal] = useState<Refusal | undefined>();
  useEffect(() => {
    void signingIn.then(setRefusal);
  }, [signingIn]);
  const { latest, state } = useStream("/product/api/stream", parts);
  const now = latest.signed_in;
  return (
    <div className="product">
      <title>{now?.as ? `${now.as.name} · Acme Cloud` : "Acme Cloud"}</title>
      <header>
        <b>Acme Cloud</b>
        <span>the customer's product</span>
        {now?.as && (
          <button type="button" className="button" onClick={() => void signOut()}>
            Sign out
          </button>
        )}
      </header>
      <main>
        {refusal !== undefined && <LinkRefused refusal={refusal} />}
        {state !== "connected" && <p role="status">Looking for the product…</p>}
        {now?.as === null && refusal === undefined && <NotSignedIn />}
        {now?.as && <SignedInPage now={now} />}
      </main>
    </div>
  );
}

function NotSignedIn() {
  return (
    <section>
      <h1>You are not signed in</h1>
      <p>Ask for access in the workspace, with /impersonate, and open the link that you are sent.</p>
    </section>
  );
}

function LinkRefused({ refusal: { clerk } }: { refusal: Refusal }) {
  if (clerk === null) {
    return (
      <section className="refusal" role="alert">
        <h1>The sandbox did not answer</h1>
        <p>Is it still running? Nobody was signed in as far as is known.</p>
      </section>
    );
  }
  return (
    <section className="refusal" role="alert">
      <h1>This link does not work</h1>
      <p>{sentences[clerk] ?? "Clerk refused it."}</p>
      <p>
        Clerk says <code>{clerk}</code>
      </p>
    </section>
  );
}

/** Explanations of Clerk's error codes for a ticket. */
const sentences: Readonly<Record<string, string>> = {
  actor_token_already_used_code: "It has been used already, and it works only once.",
  actor_token_revoked_code: "It was revoked.",
  ticket_expired_code: "Nobody used it in time.",
  ticket_invalid_code: "It is no link of this product's.",
  session_creation_not_allowed: "Somebody is already being acted as in this browser. Use a private window.",
};
