export { createHelloApp, createHelloRouter, type HelloAppOptions } from './create-hello-app.ts';
export { type StartHelloAppOptions, startHelloApp } from './start-hello-app.ts';
