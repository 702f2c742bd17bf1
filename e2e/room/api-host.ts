/** A host page that uses the room as the application does: through `JitsiMeetExternalAPI`. */

interface Api {
  on(event: string, listener: (data: Record<string, unknown>) => void): void;
  getSupportedEvents(): string[];
}

declare const JitsiMeetExternalAPI: new (domain: string, options: object) => Api;

const { room, jwt, config, lang } = JSON.parse(decodeURIComponent(location.hash.slice(1))) as Record<string, never>;
const events: { event: string; data: unknown }[] = [];
const api = new JitsiMeetExternalAPI(location.host, {
  roomName: room,
  jwt,
  lang,
  parentNode: document.getElementById('place'),
  configOverwrite: config,
  onload: () => events.push({ event: 'onload', data: {} }),
});
for (const event of api.getSupportedEvents()) api.on(event, (data) => events.push({ event, data }));
Object.assign(window, { api, events });
