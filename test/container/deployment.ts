// The manifests in docs/deploy as data: strict shapes of exactly what they use, in which no other key is known.
import { readFileSync } from "node:fs";
import { parse, parseAllDocuments } from "yaml";
import { z } from "zod";
import { root } from "./dockerfile.js";

const read = (name: string) => readFileSync(`${root}docs/deploy/${name}`, "utf8");

const name = z.string().regex(/^[a-z]([-a-z0-9]*[a-z0-9])?$/);
const labels = z.strictObject({ "app.kubernetes.io/name": name });
const selector = z.strictObject({ matchLabels: labels });
const positive = z.int().positive();
const probe = z.strictObject({
  tcpSocket: z.strictObject({ port: name }),
  periodSeconds: positive,
  failureThreshold: positive.optional(),
});
const container = z.strictObject({
  name,
  image: z.string().regex(/^[a-z0-9.-]+\/[a-z0-9-]+:[\w.-]+$/),
  env: z.array(z.strictObject({ name: z.string().regex(/^[A-Z0-9_]+$/), value: z.string() })),
  ports: z.array(z.strictObject({ name, containerPort: positive })).length(1),
  startupProbe: probe,
  readinessProbe: probe,
  lifecycle: z.strictObject({
    preStop: z.strictObject({
      exec: z.strictObject({ command: z.tuple([z.literal("sleep"), z.string().regex(/^\d+$/)]) }),
    }),
  }),
  resources: z.strictObject({
    requests: z.strictObject({ cpu: z.string().regex(/^\d+m$/), memory: z.string().regex(/^\d+Mi$/) }),
    limits: z.strictObject({ memory: z.string().regex(/^\d+Mi$/) }),
  }),
  securityContext: z.strictObject({
    allowPrivilegeEscalation: z.literal(false),
    readOnlyRootFilesystem: z.literal(true),
    capabilities: z.strictObject({ drop: z.tuple([z.literal("ALL")]) }),
  }),
  volumeMounts: z
    .array(z.strictObject({ name, mountPath: z.string().startsWith("/"), readOnly: z.literal(true) }))
    .length(1),
});
const deployment = z.strictObject({
  apiVersion: z.literal("apps/v1"),
  kind: z.literal("Deployment"),
  metadata: z.strictObject({ name, labels }),
  spec: z.strictObject({
    replicas: positive,
    selector,
    strategy: z.strictObject({
      type: z.literal("RollingUpdate"),
      rollingUpdate: z.strictObject({ maxSurge: positive, maxUnavailable: z.literal(0) }),
    }),
    template: z.strictObject({
      metadata: z.strictObject({ labels }),
      spec: z.strictObject({
        automountServiceAccountToken: z.literal(false),
        enableServiceLinks: z.literal(false),
        terminationGracePeriodSeconds: positive,
        securityContext: z.strictObject({
          runAsNonRoot: z.literal(true),
          runAsUser: positive,
          runAsGroup: positive,
          fsGroup: positive,
          seccompProfile: z.strictObject({ type: z.literal("RuntimeDefault") }),
        }),
        topologySpreadConstraints: z.array(
          z.strictObject({
            maxSkew: positive,
            topologyKey: z.literal("kubernetes.io/hostname"),
            whenUnsatisfiable: z.enum(["ScheduleAnyway", "DoNotSchedule"]),
            labelSelector: selector,
          }),
        ),
        containers: z.tuple([container]),
        volumes: z
          .array(z.strictObject({ name, secret: z.strictObject({ secretName: name, defaultMode: z.literal(0o440) }) }))
          .length(1),
      }),
    }),
  }),
});
const service = z.strictObject({
  apiVersion: z.literal("v1"),
  kind: z.literal("Service"),
  metadata: z.strictObject({ name }),
  spec: z.strictObject({
    selector: labels,
    ports: z.tuple([z.strictObject({ name, port: positive, targetPort: name })]),
  }),
});
const budget = z.strictObject({
  apiVersion: z.literal("policy/v1"),
  kind: z.literal("PodDisruptionBudget"),
  metadata: z.strictObject({ name }),
  spec: z.strictObject({ maxUnavailable: positive, selector }),
});

export function readKubernetes() {
  const text = read("kubernetes.yaml");
  const objects = parseAllDocuments(text).map((document) => {
    if (document.errors.length > 0) throw new Error(document.errors.join("\n"));
    const object: unknown = document.toJS();
    return object;
  });
  const [pods, entrance, disruption] = z.tuple([deployment, service, budget]).parse(objects);
  return { text, deployment: pods, service: entrance, budget: disruption };
}

const seconds = z.string().regex(/^\d+s$/);
const secretName = z.string().regex(/^[a-z_]+$/);
const strings = z.record(z.string().regex(/^[A-Z_]+$/), z.string());
const compose = z.strictObject({
  name,
  services: z.strictObject({
    understudy: z.strictObject({
      image: name,
      build: z.strictObject({ context: z.string() }),
      deploy: z.strictObject({ replicas: positive }),
      restart: z.literal("unless-stopped"),
      stop_grace_period: seconds,
      read_only: z.literal(true),
      cap_drop: z.tuple([z.literal("ALL")]),
      security_opt: z.tuple([z.literal("no-new-privileges:true")]),
      depends_on: z.strictObject({ database: z.strictObject({ condition: z.literal("service_healthy") }) }),
      environment: strings,
      secrets: z.array(secretName),
      networks: z.tuple([z.literal("outside"), z.literal("inside")]),
    }),
    database: z.strictObject({
      image: z.string().regex(/^postgres:\d+$/),
      restart: z.literal("unless-stopped"),
      stop_grace_period: seconds,
      environment: strings,
      secrets: z.array(secretName),
      volumes: z.tuple([z.string().regex(/^database:\//)]),
      healthcheck: z.strictObject({
        test: z.tuple([z.literal("CMD"), z.literal("pg_isready")], z.string()),
        interval: seconds,
        timeout: seconds,
        retries: positive,
      }),
      networks: z.tuple([z.literal("inside")]),
    }),
  }),
  networks: z.strictObject({
    outside: z.strictObject({}),
    inside: z.strictObject({ internal: z.literal(true) }),
  }),
  volumes: z.strictObject({ database: z.strictObject({}) }),
  secrets: z.record(secretName, z.strictObject({ file: z.string() })),
});

export function readCompose() {
  const text = read("compose.yaml");
  return { text, compose: compose.parse(parse(text)) };
}
