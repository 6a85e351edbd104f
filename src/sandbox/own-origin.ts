// Keeps other web pages out: one that is open in a browser on this machine could otherwise act in the sandbox.

/** A header by its lower-case name. */
type HeaderOf = (name: string) => string | undefined;

/**
 * Why a request is foreign, in a sentence; undefined for one of our own. A foreign page shows by its Origin, or by
 * Sec-Fetch-Site where none is sent; a foreign name that was pointed at this machine (DNS rebinding) by its Host.
 * `navigation`: whether people may come here by a link from elsewhere.
 */
export function originProblem(header: HeaderOf, port: number, { navigation = false } = {}): string | undefined {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  const host = header("host") ?? "";
  if (!hosts.includes(host)) return `This is ${hosts[0]}, not ${host || "nameless"}.`;
  const origin = header("origin");
  if (origin !== undefined && origin !== `http://${host}`) return `Pages of ${origin} have no business here.`;
  const site = header("sec-fetch-site") ?? "none";
  const byLink = navigation && header("sec-fetch-mode") === "navigate";
  return site === "none" || site === "same-origin" || byLink
    ? undefined
    : "Pages of another origin have no business here.";
}

/** For a header object of Node's, where a name that comes twice holds a list. */
export const headerIn =
  (headers: Readonly<Record<string, string | string[] | undefined>>): HeaderOf =>
  (name) => {
    const value = headers[name];
    return Array.isArray(value) ? value.join() : value;
  };
