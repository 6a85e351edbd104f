// Signs in with the ticket in the URL, once, when the page loads.
import { post, Refused } from "../connection/ask.js";

/** Why the sign-in failed: Clerk's error code, or null if the sandbox did not answer. */
export interface Refusal {
  readonly clerk: string | null;
}

/** Resolves with undefined if the sign-in succeeded or there was no ticket. */
export async function signInByAddress(): Promise<Refusal | undefined> {
  const ticket = new URLSearchParams(location.search).get("__clerk_ticket");
  if (ticket === null) return undefined;
  // Keep the ticket out of the browser's history.
  history.replaceState(null, "", "/product");
  try {
    await post("/product/api/sign-in", { ticket });
    return undefined;
  } catch (error) {
    return { clerk: error instanceof Refused && error.status === 422 ? error.message : null };
  }
}

/** If it fails, the page still shows the session. */
export async function signOut(): Promise<void> {
  try {
    await post("/product/api/sign-out", {});
  } catch (error) {
    // The stream shows whether the sandbox is reachable.
    if (!(error instanceof TypeError || error instanceof Refused)) throw error;
  }
}
