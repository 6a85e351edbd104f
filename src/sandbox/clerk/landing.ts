// Where a sign-in link leads before anyone has signed in: a page that spends nothing.

export const landingPath = "/v1/tickets/accept";

/** The same for every ticket, known or not. What consumes one is the product's sign-in page, run by a browser. */
export const landingPage =
  "<!doctype html><title>Signing in…</title><p>Open this link in a browser of the sandbox.</p>";

/**
 * Where Clerk sends a browser on: the product's own sign-in page, with the ticket in its address under the names that
 * an invitation's has: https://clerk.com/docs/guides/users/inviting
 */
export function signInPage(signInUrl: string, ticket: string): string {
  const page = new URL(signInUrl);
  page.searchParams.set("__clerk_ticket", ticket);
  page.searchParams.set("__clerk_status", "sign_in");
  return page.href;
}

export function landingUrl(baseUrl: string, ticket: string): string {
  return `${baseUrl}${landingPath}?ticket=${encodeURIComponent(ticket)}`;
}

/** The ticket in a link of this instance; undefined for any other address. */
export function ticketIn(url: string, baseUrl: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const link = new URL(url);
  if (link.origin !== baseUrl || link.pathname !== landingPath) return undefined;
  return link.searchParams.get("ticket") ?? undefined;
}
