/** A page beside the room that speaks to it as if it were its host. */

const params = { type: 'event', data: { name: location.hash.slice(1), data: [] } };
const envelope = { postis: true, scope: 'jitsi_meet_external_api_3', method: 'message', params };
window.parent.frames[0]?.postMessage(JSON.stringify(envelope), location.origin);

export {};
