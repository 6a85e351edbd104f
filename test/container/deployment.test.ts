// What can be said of docs/deploy by reading it: the objects are well formed, and true of the bot, its settings and its image.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { isPostgres } from "../../src/database-url.js";
import { misspelledIn, readConfig } from "../../src/settings/config.js";
import { secretSettings } from "../../src/settings/given.js";
import { socketCount } from "../../src/slack/transport/socket-supervisor.js";
import { readCompose, readKubernetes } from "./deployment.js";
import { readStages, root } from "./dockerfile.js";

const kubernetes = readKubernetes();
const { compose, text: composeText } = readCompose();
const { spec: pod } = kubernetes.deployment.spec.template;
const [container] = pod.containers;
const inKubernetes = Object.fromEntries(container.env.map(({ name, value }) => [name, value]));
const inCompose = compose.services.understudy.environment;

/** Slack's most for one app. */
const maxSockets = 10;

const stopMs = (() => {
  const [, ms] = /shutdownTimeoutMs = ([\d_]+);/.exec(readFileSync(`${root}src/app.ts`, "utf8")) ?? [];
  return z.coerce.number().positive().parse(ms?.replaceAll("_", ""));
})();

const image = readStages().at(-1)?.instructions ?? [];
const imageSays = (name: string) => image.find((each) => each.name === name)?.value;

/** The address in the file's own comment. */
const addressIn = (text: string) => /^# +(postgres:\/\/\S+)/m.exec(text)?.[1] ?? "";

const secretsIn = (text: string): Readonly<Record<string, string>> => ({
  slack_bot_token: "xoxb-1",
  slack_app_token: "xapp-1",
  slack_signing_secret: "0a1b",
  clerk_secret_key: "sk_live_abc",
  database_url: addressIn(text),
});

/** The settings as the bot reads them there, with files that hold what the comment says they hold. */
function settingsOf(environment: Readonly<Record<string, string>>, text: string) {
  const folder = mkdtempSync(join(tmpdir(), "understudy-deployment-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const env = { HOST: "0.0.0.0", ...environment };
  for (const [name, path] of Object.entries(env).filter(([each]) => each.endsWith("_FILE"))) {
    const own = join(folder, basename(path));
    writeFileSync(own, secretsIn(text)[basename(path)] ?? "");
    Object.assign(env, { [name]: own });
  }
  const reading = readConfig(env);
  if (!reading.ok) throw new Error(reading.problems.join("\n"));
  return reading.config;
}

const both = [
  ["kubernetes.yaml", inKubernetes, kubernetes.text, kubernetes.deployment.spec.replicas],
  ["compose.yaml", inCompose, composeText, compose.services.understudy.deploy.replicas],
] as const;

test.each(both)(
  "in %s the environment is all that the bot needs, and no name is misspelled",
  (_name, environment, text) => {
    expect(settingsOf(environment, text).approvalChannel).toBe("C0APPROVALS");
    expect(misspelledIn(environment)).toEqual([]);
  },
);

test.each(both)("%s gives each secret as a file, and no other way", (_name, environment) => {
  const names = Object.keys(environment);
  expect(names.filter((name) => secretSettings.includes(name))).toEqual([]);
  expect(names.filter((name) => name.endsWith("_FILE"))).toHaveLength(4);
});

test.each(both)("%s starts several processes, on PostgreSQL", (_name, environment, text, replicas) => {
  expect(replicas).toBeGreaterThan(1);
  expect(isPostgres(settingsOf(environment, text).databaseUrl)).toBe(true);
});

test("in Kubernetes it is asked where HTTP mode listens, and the Service leads there", () => {
  const { transport } = settingsOf(inKubernetes, kubernetes.text).slack;
  expect(container.ports).toEqual([{ name: "http", containerPort: transport.kind === "http" && transport.port }]);
  const ports = [
    container.startupProbe.tcpSocket.port,
    container.readinessProbe.tcpSocket.port,
    kubernetes.service.spec.ports[0].targetPort,
  ];
  expect(new Set(ports)).toEqual(new Set(["http"]));
});

test("in Compose it is in Socket Mode, in which nothing listens, with no more connections than Slack allows", () => {
  expect(settingsOf(inCompose, composeText).slack.transport.kind).toBe("socket");
  expect(compose.services.understudy.deploy.replicas * socketCount).toBeLessThan(maxSockets);
});

test("Kubernetes in Socket Mode would stay within Slack's connections also while it is updated", () => {
  const { replicas, strategy } = kubernetes.deployment.spec;
  expect((replicas + strategy.rollingUpdate.maxSurge) * socketCount).toBeLessThan(maxSockets);
});

test("the bot is given the time that it takes to stop", () => {
  const preStopMs = Number(container.lifecycle.preStop.exec.command[1]) * 1_000;
  expect(pod.terminationGracePeriodSeconds * 1_000).toBeGreaterThan(preStopMs + stopMs);
  const { stop_grace_period: grace } = compose.services.understudy;
  expect(Number(grace.slice(0, -1)) * 1_000).toBeGreaterThan(stopMs);
});

test("it runs as the image's user, on an image with the version of the bot, by the image's own command", () => {
  const { runAsUser, runAsGroup, fsGroup } = pod.securityContext;
  expect(`${runAsUser}:${runAsGroup}`).toBe(imageSays("USER"));
  expect(fsGroup).toBe(runAsGroup);
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(`${root}package.json`, "utf8")));
  expect(container.image.split(":")[1]).toBe(version);
  expect(resolve(root, "docs/deploy", compose.services.understudy.build.context)).toBe(resolve(root));
});

test("in Kubernetes the files of secrets are where the Secret is mounted, under the keys that the comment makes", () => {
  const [mount] = container.volumeMounts;
  expect(pod.volumes.map(({ name }) => name)).toEqual([mount?.name]);
  const paths = Object.entries(inKubernetes).filter(([name]) => name.endsWith("_FILE"));
  const keys = [...kubernetes.text.matchAll(/--from-file=(\w+)/g)].map(([, key]) => `${mount?.mountPath}/${key}`);
  expect(paths.map(([, path]) => path).toSorted()).toEqual(keys.toSorted());
  expect(kubernetes.text).toContain(`kubectl create secret generic ${pod.volumes[0]?.secret.secretName} `);
});

test("in Compose each service is given the secrets that it names, from files that the repository ignores", () => {
  for (const { environment, secrets } of Object.values(compose.services)) {
    const paths = Object.entries(environment).filter(([name]) => name.endsWith("_FILE"));
    expect(paths.map(([, path]) => path).toSorted()).toEqual(secrets.map((name) => `/run/secrets/${name}`).toSorted());
  }
  const files = Object.entries(compose.secrets).map(([name, { file }]) => [file, `./secrets/${name}`]);
  for (const [file, expected] of files) expect(file).toBe(expected);
  expect(readFileSync(`${root}.gitignore`, "utf8")).toContain("docs/deploy/secrets/");
});

test("what selects the pods are their labels", () => {
  const { labels } = kubernetes.deployment.spec.template.metadata;
  const selectors = [
    kubernetes.deployment.metadata.labels,
    kubernetes.deployment.spec.selector.matchLabels,
    kubernetes.service.spec.selector,
    kubernetes.budget.spec.selector.matchLabels,
    ...pod.topologySpreadConstraints.map(({ labelSelector }) => labelSelector.matchLabels),
  ];
  for (const selector of selectors) expect(selector).toEqual(labels);
  expect(kubernetes.budget.spec.maxUnavailable).toBeLessThan(kubernetes.deployment.spec.replicas);
});

test("Compose's database is the one of the address, and what it keeps is in the volume", () => {
  const { hostname, username, pathname } = new URL(addressIn(composeText));
  expect(Object.keys(compose.services)).toContain(hostname);
  const { POSTGRES_USER: user, POSTGRES_DB: name } = compose.services.database.environment;
  expect([username, pathname]).toEqual([user, `/${name}`]);
  expect(compose.services.database.healthcheck.test.slice(2)).toEqual([`--username=${user}`, `--dbname=${name}`]);
});
