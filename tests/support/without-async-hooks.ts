import asyncHooks from 'node:async_hooks';
import { syncBuiltinESMExports } from 'node:module';

// Loaded before every test file. tap follows each promise by async hooks, so that it can say which test an uncaught error
// belongs to, and that takes a quarter of the processor time of most files. Without the hooks an uncaught error is printed and
// ends its file: the file fails, and so do the test that was running and those that were still to come.

asyncHooks.createHook = () => {
  const hook = { enable: () => hook, disable: () => hook };
  return hook;
};
syncBuiltinESMExports();
