// The customer's product: signs in with the ticket in the URL, and shows who is signed in as whom.
import { useEffect, useState } from "react";
import { productClock, signedIn } from "../../contract/product.js";
import { useStream } from "../connection/stream.js";
import { PersonMark } from "../workspace/person-mark.js";
import { type Refusal, signOut } from "./sign-in.js";
import { SignInPage } from "./sign-in-page.js";
import { type Here, SignedInPage } from "./signed-in.js";

const parts = { signed_in: signedIn, clock: productClock };

export function Product({ signingIn }: { signingIn: Promise<Refusal | undefined> }) {
  const [refusal, setRefusal] = useState<Refusal | undefined>();
  useEffect(() => {
    void signingIn.then(setRefusal);
  }, [signingIn]);
  const { latest, state } = useStream("/product/api/stream", parts);
  const now = latest.signed_in;
  const here = now?.as ? now : undefined;
  return (
    <div className="product">
      <title>{here === undefined ? "Acme Billing" : `${here.as.name} · Acme Billing`}</title>
      <Header here={here} />
      {state !== "connected" && (
        <p className="product-connecting" role="status">
          Connecting…
        </p>
      )}
      {here === undefined && (now !== undefined || refusal !== undefined) && <SignInPage refusal={refusal} />}
      {here !== undefined && <SignedInPage now={here} aheadMs={latest.clock?.aheadMs ?? 0} refusal={refusal} />}
      <footer>Acme Billing is fictional. It stands in for your product.</footer>
    </div>
  );
}

/** The customer's own menu, which belongs to the user of the session. */
function Header({ here }: { here: Here | undefined }) {
  return (
    <header className="product-header">
      <span className="brand">
        <span className="brand-mark" aria-hidden />
        Acme Billing
      </span>
      {here !== undefined && (
        <div className="account">
          <PersonMark id={here.as.name} name={here.as.name} bot={false} />
          <span className="account-name">
            <b>{here.as.name}</b>
            <small>{here.as.email}</small>
          </span>
          {here.over === null && (
            <button type="button" className="button" onClick={() => void signOut()}>
              Sign out
            </button>
          )}
        </div>
      )}
    </header>
  );
}
