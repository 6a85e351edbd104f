// The landing page of a sign-in link; fetching it does not use up the ticket.

export const landingPath = "/v1/tickets/accept";

/** The same for every ticket, known or not. Only the product's sign-in page uses a ticket up. */
export const landingPage =
  "<!doctype html><title>Signing in…</title><p>Open this link in a browser of the sandbox.</p>";

/**
 * The redirect target: the product's sign-in page, with the ticket in the same query parameters as an invitation's:
 * https://clerk.com/docs/guides/users/inviting
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
