// Reads the app's manifest: scopes, commands, shortcuts, events, tabs.
import { parse } from "yaml";
import { z } from "zod";

const appHome = z.object({
  home_tab_enabled: z.boolean().default(false),
  messages_tab_enabled: z.boolean().default(false),
  messages_tab_read_only_enabled: z.boolean().default(false),
});

const shortcut = z.object({
  name: z.string().min(1).max(24),
  type: z.enum(["global", "message"]),
  callback_id: z.string().min(1).max(255),
  description: z.string().min(1).max(150),
});

const fromYaml = z.object({
  display_information: z.object({ name: z.string() }),
  features: z
    .object({
      app_home: appHome.default(appHome.parse({})),
      bot_user: z.object({ display_name: z.string() }).optional(),
      slash_commands: z
        .array(
          z.object({
            command: z.string().startsWith("/"),
            description: z.string(),
            usage_hint: z.string().default(""),
            should_escape: z.boolean().default(false),
          }),
        )
        .default([]),
      shortcuts: z.array(shortcut).max(10).default([]),
    })
    .default({ app_home: appHome.parse({}), slash_commands: [], shortcuts: [] }),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()).default([]) }) }).optional(),
  settings: z
    .object({
      interactivity: z.object({ is_enabled: z.boolean() }).default({ is_enabled: false }),
      event_subscriptions: z.object({ bot_events: z.array(z.string()).default([]) }).default({ bot_events: [] }),
    })
    .default({ interactivity: { is_enabled: false }, event_subscriptions: { bot_events: [] } }),
});

interface Command {
  name: string;
  description: string;
  usageHint: string;
  escapes: boolean;
}

export interface Shortcut {
  name: string;
  callbackId: string;
  description: string;
}

export interface Manifest {
  appName: string;
  botName: string;
  scopes: readonly string[];
  commands: readonly Command[];
  /** The global ones; shortcuts of messages are not emulated. */
  shortcuts: readonly Shortcut[];
  /** The types of the events that the app is sent. */
  events: readonly string[];
  homeTab: boolean;
  messagesTab: boolean;
  /** People can read the bot's messages there, but not write. */
  messagesTabReadOnly: boolean;
  interactivity: boolean;
}

/** Parses a manifest.yml; throws if it is invalid. */
export function readManifest(text: string): Manifest {
  const manifest = fromYaml.parse(parse(text));
  const { app_home, bot_user, slash_commands, shortcuts } = manifest.features;
  return {
    appName: manifest.display_information.name,
    botName: bot_user?.display_name ?? manifest.display_information.name.toLowerCase(),
    scopes: manifest.oauth_config?.scopes.bot ?? [],
    commands: slash_commands.map((each) => ({
      name: each.command,
      description: each.description,
      usageHint: each.usage_hint,
      escapes: each.should_escape,
    })),
    shortcuts: shortcuts
      .filter(({ type }) => type === "global")
      .map(({ name, callback_id, description }) => ({ name, callbackId: callback_id, description })),
    events: manifest.settings.event_subscriptions.bot_events,
    homeTab: app_home.home_tab_enabled,
    messagesTab: app_home.messages_tab_enabled,
    messagesTabReadOnly: app_home.messages_tab_read_only_enabled,
    interactivity: manifest.settings.interactivity.is_enabled,
  };
}
