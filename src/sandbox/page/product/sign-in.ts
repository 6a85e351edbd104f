// Signing in with the ticket in the address, once, as soon as the page is there.
import { post, Refused } from "../connection/ask.js";

/** Resolves with what Clerk said of a ticket that it refused: its code. */
export async function signInByAddress(): Promise<string | undefined> {
  const ticket = new URLSearchParams(location.search).get("__clerk_ticket");
  if (ticket === null) return undefined;
  // It is not to stand in the browser's history.
  history.replaceState(null, "", "/product");
  try {
    await post("/product/api/sign-in", { ticket });
    return undefined;
  } catch (error) {
    return error instanceof Refused ? error.message : "no answer";
  }
}
