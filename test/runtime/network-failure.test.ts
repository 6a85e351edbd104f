// What is said of a call without an answer: the cause, and never what was sent.
import { expect, test } from "vitest";
import { adviceOn, causeOf, isDeadConnection } from "../../src/runtime/network-failure.js";

const withCode = (code: string, more = {}) => Object.assign(new Error("…"), { code, ...more });
const fetchFailed = (cause: unknown) => new TypeError("fetch failed", { cause });

test.each([
  [fetchFailed(withCode("ENOTFOUND", { hostname: "api.clerk.com" })), "ENOTFOUND api.clerk.com"],
  [fetchFailed(withCode("ECONNREFUSED", { address: "10.0.0.7", port: 443 })), "ECONNREFUSED 10.0.0.7:443"],
  [
    fetchFailed(
      new AggregateError([withCode("ETIMEDOUT", { address: "10.0.0.7", port: 443 }), withCode("ENETUNREACH")]),
    ),
    "ETIMEDOUT 10.0.0.7:443",
  ],
  [new Error("GET https://api.clerk.com/?secret", { cause: fetchFailed(withCode("ECONNRESET")) }), "ECONNRESET"],
  [fetchFailed(withCode("CERT_HAS_EXPIRED")), "CERT_HAS_EXPIRED"],
  [fetchFailed(withCode("UND_ERR_CONNECT_TIMEOUT")), "UND_ERR_CONNECT_TIMEOUT"],
  [
    fetchFailed(
      Object.assign(new Error("Proxy response (407) !== 200 when HTTP Tunneling"), { code: "UND_ERR_ABORTED" }),
    ),
    "the proxy answered 407",
  ],
  [new DOMException("The operation was aborted due to timeout", "TimeoutError"), "no answer in time"],
  [new Error("sk_live_secret"), "no answer"],
  [withCode("sk_live_secret"), "no answer"],
  ["sk_live_secret", "no answer"],
  [undefined, "no answer"],
])("%s: %s", (error, cause) => {
  expect(causeOf(error)).toBe(cause);
});

test("an error that is its own cause comes to an end", () => {
  const error = new Error("round");
  error.cause = error;
  expect(causeOf(error)).toBe("no answer");
});

test.each([
  ["ECONNRESET", true],
  ["EPIPE", true],
  ["UND_ERR_SOCKET", true],
  ["ECONNREFUSED", false],
  ["ENOTFOUND", false],
  ["UND_ERR_CONNECT_TIMEOUT", false],
])("a connection with %s turned out dead: %s", (code, isDead) => {
  expect(isDeadConnection(fetchFailed(withCode(code)))).toBe(isDead);
});

test.each([
  ["SELF_SIGNED_CERT_IN_CHAIN", /NODE_EXTRA_CA_CERTS/],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", /NODE_EXTRA_CA_CERTS/],
  ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", /NODE_EXTRA_CA_CERTS/],
  ["CERT_HAS_EXPIRED", /certificate/],
  ["ERR_TLS_CERT_ALTNAME_INVALID", /certificate/],
  ["the proxy answered 407", /user name and a password/],
  ["the proxy answered 403", /HTTPS_PROXY/],
  ["ENOTFOUND slack.com", /DNS/],
  ["no answer in time", /network/],
])("what to do about %s", (cause, words) => {
  expect(adviceOn(cause)).toMatch(words);
});
