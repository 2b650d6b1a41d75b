import { startTempoStandIn } from './tempo-stand-in.ts';

const [port = 3200, otlpPort = 4318, grpcPort = 4317] = process.argv.slice(2).map(Number);
const tempo = await startTempoStandIn({ port, otlpPort, grpcPort });
process.stdout.write(
  `the stand-in for Tempo answers at ${tempo.url} and takes OTLP at ${tempo.otlpUrl} and ${tempo.grpcUrl} (gRPC)\n`,
);
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, () => void tempo.close().then(() => process.exit(0)));
