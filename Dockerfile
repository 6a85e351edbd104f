# The bot alone. Settings come from the environment; data/ holds the database.
# Where SQLite has to be compiled: an addon that is compiled with the headers of Node 24.19 to 24.21 aborts the bot when a
# statement is garbage collected. With older ones it runs on these too.
FROM node:24.18.1-bookworm AS build
WORKDIR /app
COPY package.json package-lock.json ./
# The scripts of the dependencies stay off, but for the one that brings or compiles SQLite.
RUN npm ci --ignore-scripts --no-audit --no-fund
RUN npm rebuild better-sqlite3
COPY tsconfig.json tsconfig.bot.json ./
COPY src ./src
RUN npm run build:bot
RUN npm prune --omit=dev --ignore-scripts --no-audit --no-fund
# SQLite's sources and what its compilation leaves beside the binary: 25 MB that nothing loads.
RUN cd node_modules/better-sqlite3 \
 && rm -r deps src \
 && find build -type f ! -path build/Release/better_sqlite3.node -delete
RUN mkdir -m 700 data

FROM node:24-bookworm-slim
ENV NODE_ENV=production
# For HTTP mode: nobody reaches a container's own 127.0.0.1. What is published decides who reaches this.
ENV HOST=0.0.0.0
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
# The image's user node: all that it may write is data/.
COPY --from=build --chown=1000:1000 /app/data ./data
USER 1000:1000
VOLUME /app/data
# No HEALTHCHECK: in Socket Mode nothing listens that could be asked. The bot ends with an exit code where it can't go on.
CMD ["node", "dist/main.js"]
