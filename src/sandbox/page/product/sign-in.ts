// Signing in with the ticket in the address, once, as soon as the page is there.
import { post, Refused } from "../connection/ask.js";

/** Why nobody was signed in: the code with which Clerk refused the ticket, or that nobody answered. */
export interface Refusal {
  readonly clerk: string | null;
}

/** Undefined where the ticket was good, and where there was none. */
export async function signInByAddress(): Promise<Refusal | undefined> {
  const ticket = new URLSearchParams(location.search).get("__clerk_ticket");
  if (ticket === null) return undefined;
  // Keeps it out of the browser's history.
  history.replaceState(null, "", "/product");
  try {
    await post("/product/api/sign-in", { ticket });
    return undefined;
  } catch (error) {
    return { clerk: error instanceof Refused && error.status === 422 ? error.message : null };
  }
}

/** Where it does not come off, the page goes on showing that somebody is signed in. */
export async function signOut(): Promise<void> {
  try {
    await post("/product/api/sign-out", {});
  } catch (error) {
    // The stream is what shows whether the sandbox is there.
    if (!(error instanceof TypeError || error instanceof Refused)) throw error;
  }
}
