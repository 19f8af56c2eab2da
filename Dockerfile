# syntax=docker/dockerfile:1
FROM node:24-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
# Production packages only; no package of ours has an install script. `project-node` is for development and stays out.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund && npm cache clean --force

FROM node:24-bookworm-slim
LABEL org.opencontainers.image.title="aitta-bot" \
      org.opencontainers.image.description="The language models of Aitta (LUMI) in Slack and Discord" \
      org.opencontainers.image.licenses="MIT"
WORKDIR /app
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    STORE_URL=sqlite:/data/aitta-bot.sqlite
COPY --from=packages /app/node_modules ./node_modules
COPY package.json LICENSE README.md ./
COPY bin ./bin
COPY src ./src
# OpenShift runs containers under an arbitrary user id of group 0: what the group may write, it may write.
RUN mkdir /data && chgrp 0 /data && chmod 2775 /data
VOLUME /data
USER 1000:0
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT ?? 3000}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "bin/aitta-bot.js", "start"]
