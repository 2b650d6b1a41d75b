export { environmentVariables } from './environment.ts';
export { InvalidConfig } from './invalid-config.ts';
export { type LoadConfigOptions, loadConfig } from './load-config.ts';
export { type Config, type ConfigInput, configSchema, type RuleConfig } from './schema.ts';
