# The image of one of our programs: docker build --build-arg SERVICE=data-ingestion -t aiops/data-ingestion:local .
# SERVICE: hello-app, graph-builder, data-ingestion, anomaly-detection, root-cause-analysis, insights-action, or fleet for
# the `aiops` command. Everything up to the first ARG SERVICE is the same for all of them and is built once.
ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE} AS build
# Where packages come from can be told from outside; neither gets into the image: docs/our-images.md.
ARG NPM_CONFIG_REGISTRY
ARG NODE_EXTRA_CA_CERTS
ENV CI=true
WORKDIR /src
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
RUN npm install --global --no-audit --no-fund "$(node -p 'require("./package.json").packageManager')" \
  && pnpm fetch --ignore-scripts --reporter=append-only --loglevel=warn
COPY . .
RUN pnpm install --offline --frozen-lockfile --ignore-scripts --reporter=append-only --loglevel=warn \
  && node_modules/.bin/tsc -b scripts/tsconfig.json && node packages/console/build.mjs
ARG SERVICE
# `pnpm deploy` takes the versions of the lockfile only when workspace packages are copied in, not linked.
RUN test -n "${SERVICE}" && ls -d "services/${SERVICE}/src/main.ts" "packages/${SERVICE}/src/main.ts" 2>/dev/null | grep -q . \
  || { echo "Give --build-arg SERVICE=…, one of: fleet $(ls services | tr '\n' ' ')" >&2; exit 2; }; \
  pnpm --config.inject-workspace-packages=true --filter "@aiops/${SERVICE}" \
    deploy --prod --offline --ignore-scripts --reporter=append-only --loglevel=warn /app \
  && node scripts/images/assemble.ts "${SERVICE}" /app

FROM ${NODE_IMAGE}
# Package managers of the base image are not needed any more, and would be one more thing to keep up to date.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack \
  /usr/local/bin/yarn /usr/local/bin/yarnpkg /opt/yarn-*
WORKDIR /app
ENV NODE_ENV=production \
  HOST=0.0.0.0 PORT=5001 \
  HTTP_HOST=0.0.0.0 HTTP_PORT=8090 \
  OTLP_HOST=0.0.0.0 OTLP_PORT=4318
# Health, metrics and API of all but hello-app, which listens on 5001; 4318 is the OTLP receiver of data-ingestion.
EXPOSE 4318 5001 8090
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["node", "/app/healthcheck.mjs"]
# Where a volume for the audit log of insights-action is mounted: it takes over whom the folder belongs to.
RUN mkdir -p /app/data/audit && chown node:node /app/data/audit
USER node
ENTRYPOINT ["node", "--import", "/app/default-signals.mjs", "dist/main.js"]
COPY --from=build /app /app
ARG SERVICE
ARG VERSION=local
ARG REVISION=unknown
LABEL org.opencontainers.image.title="aiops/${SERVICE}" \
  org.opencontainers.image.description="One program of the AIOps fleet; what is in it: /app/sbom.cdx.json and /app/LICENSES.txt" \
  org.opencontainers.image.version="${VERSION}" \
  org.opencontainers.image.revision="${REVISION}" \
  org.opencontainers.image.licenses="UNLICENSED"
