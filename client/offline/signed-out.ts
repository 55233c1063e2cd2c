const channel = 'concord-signed-out';

/** Tells every other page of this browser that a member signed out: the pages must keep nothing of theirs from now on. */
export function tellSignedOut(member: string): void {
  const teller = new BroadcastChannel(channel);
  teller.postMessage(member);
  teller.close();
}

/** Calls `then` when a member signs out on another page of this browser. */
export function onSignedOut(member: string, then: () => void): void {
  new BroadcastChannel(channel).addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (data === member) then();
  });
}
