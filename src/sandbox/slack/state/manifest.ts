// Reads the app's manifest: scopes, commands, tabs.
import { parse } from "yaml";
import { z } from "zod";

const appHome = z.object({
  home_tab_enabled: z.boolean().default(false),
  messages_tab_enabled: z.boolean().default(false),
  messages_tab_read_only_enabled: z.boolean().default(false),
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
    })
    .default({ app_home: appHome.parse({}), slash_commands: [] }),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()).default([]) }) }).optional(),
  settings: z
    .object({ interactivity: z.object({ is_enabled: z.boolean() }).default({ is_enabled: false }) })
    .default({ interactivity: { is_enabled: false } }),
});

interface Command {
  name: string;
  description: string;
  usageHint: string;
  escapes: boolean;
}

export interface Manifest {
  appName: string;
  botName: string;
  scopes: readonly string[];
  commands: readonly Command[];
  homeTab: boolean;
  messagesTab: boolean;
  /** People can read the bot's messages there, but not write. */
  messagesTabReadOnly: boolean;
  interactivity: boolean;
}

/** Parses a manifest.yml; throws if it is invalid. */
export function readManifest(text: string): Manifest {
  const manifest = fromYaml.parse(parse(text));
  const { app_home, bot_user, slash_commands } = manifest.features;
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
    homeTab: app_home.home_tab_enabled,
    messagesTab: app_home.messages_tab_enabled,
    messagesTabReadOnly: app_home.messages_tab_read_only_enabled,
    interactivity: manifest.settings.interactivity.is_enabled,
  };
}
