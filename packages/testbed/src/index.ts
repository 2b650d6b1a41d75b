export { type PipeOptions, type TestDriver, testDriver } from './test-driver.ts';
