export { configurationPage } from './configuration-page.ts';
export { describeConfig } from './describe-config.ts';
export { environmentVariables } from './environment.ts';
export { InvalidConfig } from './invalid-config.ts';
export { configJsonSchema } from './json-schema.ts';
export { type LoadConfigOptions, loadConfig } from './load-config.ts';
export type { RuleConfig } from './rule-config.ts';
export { type Config, type ConfigInput, configSchema } from './schema.ts';
export { readYaml, type YamlDocument } from './yaml-document.ts';
