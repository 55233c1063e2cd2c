import asyncHooks from 'node:async_hooks';
import nodeModule, { syncBuiltinESMExports } from 'node:module';

// Loaded before everything else in the process of a test file. It takes away three services of tap that no test here uses.

// tap follows each promise by async hooks, so that it can say which test an uncaught error belongs to. That takes a quarter of
// the processor time of most files. Without the hooks an uncaught error is printed and ends its file: the file fails, and so do
// the test that was running and those that were still to come.
asyncHooks.createHook = () => {
  const hook = { enable: () => hook, disable: () => hook };
  return hook;
};

// tap asks two hooks about each module that is loaded: one replaces modules by mocks, and one notes them for coverage.
if (process.env['_TAPJS_PROCESSINFO_COVERAGE_'] !== '1') nodeModule.registerHooks = () => ({ deregister: () => undefined });

// tap has Node read the source map of each package. Types are taken away in place: a line of a stack is a line of its file.
process.setSourceMapsEnabled(false);

syncBuiltinESMExports();
