# syntax=docker/dockerfile:1
FROM node:24-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
# Production packages only, without their install scripts (none needs one); then without what no Node ever runs.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
 && find node_modules -type f \( -name '*.ts' -o -name '*.mts' -o -name '*.cts' -o -name '*.map' \) -delete \
 && find node_modules -type d -empty -delete

FROM node:24-bookworm-slim
ARG REVISION=""
LABEL org.opencontainers.image.title="aitta-bot" \
      org.opencontainers.image.description="The language models of Aitta (LUMI) in Slack and Discord" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.revision="$REVISION" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.base.name="docker.io/library/node:24-bookworm-slim"
WORKDIR /app
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=3000 \
    STORE_URL=sqlite:/data/aitta-bot.sqlite
COPY --from=packages /app/node_modules ./node_modules
COPY package.json LICENSE README.md ./
COPY bin ./bin
COPY src ./src
# OpenShift runs containers under an arbitrary user id of group 0: what the group may write, it may write. New files get the group by the
# folder's set-group-id bit, and their group bits by the umask that main.ts sets.
RUN mkdir /data && chgrp 0 /data && chmod 2775 /data \
 && chmod 755 bin/aitta-bot.js && ln -s /app/bin/aitta-bot.js /usr/local/bin/aitta-bot
VOLUME /data
USER 1000:0
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 CMD ["node", "bin/healthcheck.js"]
# No npm and no shell in between: node is process 1 and gets the signals.
CMD ["node", "bin/aitta-bot.js", "start"]
