/** The names of the IFrame API: camel case for the host page, kebab case on the wire. */

/** The commands that the built-in room understands. */
export const COMMANDS: Readonly<Record<string, string>> = {
  endConference: 'end-conference',
  hangup: 'video-hangup',
  kickParticipant: 'kick-participant',
  toggleAudio: 'toggle-audio',
  toggleVideo: 'toggle-video',
};

/** The events that the built-in room sends. */
export const EVENTS: Readonly<Record<string, string>> = {
  'audio-availability-changed': 'audioAvailabilityChanged',
  'audio-mute-status-changed': 'audioMuteStatusChanged',
  'browser-support': 'browserSupport',
  'camera-error': 'cameraError',
  'conference-created-timestamp': 'conferenceCreatedTimestamp',
  'device-list-changed': 'deviceListChanged',
  'dominant-speaker-changed': 'dominantSpeakerChanged',
  'error-occurred': 'errorOccurred',
  'mic-error': 'micError',
  'p2p-status-changed': 'p2pStatusChanged',
  'participant-joined': 'participantJoined',
  'participant-kicked-out': 'participantKickedOut',
  'participant-left': 'participantLeft',
  'participant-muted': 'participantMuted',
  'participant-role-changed': 'participantRoleChanged',
  ready: 'ready',
  'subject-change': 'subjectChange',
  'suspend-detected': 'suspendDetected',
  'video-availability-changed': 'videoAvailabilityChanged',
  'video-conference-joined': 'videoConferenceJoined',
  'video-conference-left': 'videoConferenceLeft',
  'video-mute-status-changed': 'videoMuteStatusChanged',
  'video-ready-to-close': 'readyToClose',
};
