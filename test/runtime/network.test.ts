// Which way a call goes: through a proxy, or past it.
import { expect, onTestFinished, test } from "vitest";
import { Secret } from "../../src/impersonation/model/secret.js";
import { createNetwork, type Proxies } from "../../src/runtime/network.js";
import { TunnelProxy } from "../flows/behind-proxy/proxy.js";

/** Asks for an address that there is not, and resolves with the tunnels that the proxy was asked for. */
async function asked(url: string, settings: (proxy: Secret) => Proxies): Promise<readonly string[]> {
  const proxy = await TunnelProxy.start({});
  const network = createNetwork(settings(new Secret(`http://${proxy.address}`)));
  onTestFinished(() => network.close());
  await expect(network.fetch(url)).rejects.toThrow();
  return proxy.asked;
}

test.each<[string, (proxy: Secret) => Proxies]>([
  ["the one for https", (https) => ({ https })],
  ["the only one", (http) => ({ http })],
  ["the one for https, where there are both", (https) => ({ https, http: new Secret("http://127.0.0.1:1") })],
  ["it, where other hosts are exempt", (https) => ({ https, exempt: "other.test, clerk.tes" })],
])("a call goes through %s", async (_which, settings) => {
  expect(await asked("https://api.clerk.test/v1/users", settings)).toEqual(["api.clerk.test:443"]);
});

test.each([
  "api.clerk.test",
  ".clerk.test",
  "*.clerk.test",
  "clerk.test",
  "CLERK.test other.test",
  "a, clerk.test:443",
  "*",
])("with NO_PROXY=%s it goes past the proxy", async (exempt) => {
  expect(await asked("https://api.clerk.test/v1/users", (https) => ({ https, http: https, exempt }))).toEqual([]);
});

test.each([
  "http://127.0.0.1:2/",
  "http://127.9.9.9:2/",
  "http://localhost:2/",
  "http://[::1]:2/",
  "https://localhost:2/",
])("what is asked of this machine (%s) goes past the proxy", async (url) => {
  expect(await asked(url, (proxy) => ({ https: proxy, http: proxy }))).toEqual([]);
});

test("the environment has no say: the settings have read it", async () => {
  process.env.https_proxy = "http://127.0.0.1:1";
  onTestFinished(() => {
    delete process.env.https_proxy;
  });
  expect(await asked("https://api.clerk.test/", (https) => ({ https }))).toEqual(["api.clerk.test:443"]);
});
