-- A module for Prosody 0.12 and later, on the conference component of a Jitsi server. It asks Liaison who may be in the
-- rooms, and does what Liaison answers: a room whose call is over is closed, whoever was taken out leaves and is not let in.
--
-- Nothing of an answer is kept, so a restart of either side loses nothing. While Liaison cannot be reached, calls go on,
-- and the tokens alone decide who comes in.
--
-- Options of the component:
--   liaison_url         where Liaison is: "https://liaison.practice.example"
--   liaison_app_id      video.app_id of Liaison
--   liaison_app_secret  video.app_secret of Liaison
--   liaison_interval    seconds between two questions; 2 unless given

local async = require "util.async";
local http = require "net.http";
local jid = require "util.jid";
local json = require "util.json";
local jwt = require "util.jwt";
local st = require "util.stanza";
local timer = require "util.timer";

local address = assert(module:get_option_string("liaison_url"), "liaison_url is missing"):gsub("/+$", "")
	.. "/api/v1/jitsi/rooms";
local app_id = assert(module:get_option_string("liaison_app_id"), "liaison_app_id is missing");
local app_secret = assert(module:get_option_string("liaison_app_secret"), "liaison_app_secret is missing");
local interval = module:get_option_number("liaison_interval", 2);

-- Seconds for which somebody at the door waits for an answer.
local patience = 3;
-- Rooms in one question, and people in one of them: as many as Liaison takes.
local most_rooms, most_people = 200, 100;

local muc = module:depends("muc");

-- What a Jitsi token names as its user, or nil for Jicofo and whoever else came without one.
local function person_of(session)
	local user = session and session.jitsi_meet_context_user;
	return user and user.id;
end

-- The room as the token names it: a tenant stands in brackets before it.
local function name_of(room)
	return (jid.split(room.jid):gsub("^%[.-%]", ""));
end

-- The people inside: id of a person -> the occupants that they are.
local function inside(room)
	local found = {};
	for _, occupant in room:each_occupant() do
		for full_jid in occupant:each_session() do
			local person = person_of(prosody.full_sessions[full_jid]);
			if person then
				found[person] = found[person] or {};
				found[person][occupant.nick] = true;
			end
		end
	end
	return found;
end

-- Calls `answered` with what Liaison says of each room by its name, or with nil when it says nothing.
local function ask(rooms, answered)
	local now = os.time();
	local token = jwt.sign(app_secret, { iss = app_id, aud = "liaison-rooms", iat = now, exp = now + 60 });
	local request = {
		method = "POST",
		headers = { ["Content-Type"] = "application/json", ["Authorization"] = "Bearer " .. token },
		body = json.encode({ rooms = rooms }),
	};
	http.request(address, request, function (body, code)
		local answer = code == 200 and json.decode(body);
		if not answer then
			module:log("warn", "Liaison does not say who may be in the rooms: %s", tostring(code));
			return answered(nil);
		end
		local orders = {};
		for _, order in ipairs(answer.rooms) do
			orders[order.room] = order;
		end
		answered(orders);
	end);
end

local function has(list, wanted)
	for _, one in ipairs(list) do
		if one == wanted then
			return true;
		end
	end
	return false;
end

-- Does what was answered, to whoever is inside now.
local function obey(room, order)
	if order.over then
		module:log("info", "%s is closed: its call is over", room.jid);
		room:destroy(nil, "The call has ended");
		return;
	end
	for person, nicks in pairs(inside(room)) do
		if has(order.send_away, person) then
			for nick in pairs(nicks) do
				module:log("info", "%s is taken out of %s", person, room.jid);
				room:set_role(true, nick, nil, "You were taken out of the call");
			end
		end
	end
end

local asking = false;

local function review()
	if asking then
		return;
	end
	local rooms, names = {}, {};
	for room in muc.live_rooms() do
		local people = {};
		for person in pairs(inside(room)) do
			if #people < most_people then
				people[#people + 1] = person;
			end
		end
		if #people > 0 and #rooms < most_rooms then
			local name = name_of(room);
			rooms[#rooms + 1] = { room = name, people = people };
			names[room.jid] = name;
		end
	end
	if #rooms == 0 then
		return;
	end
	asking = true;
	ask(rooms, function (orders)
		asking = false;
		for room_jid, name in pairs(names) do
			local room, order = muc.get_room_from_jid(room_jid), orders and orders[name];
			if room and order then
				obey(room, order);
			end
		end
	end);
end

module:add_timer(interval, function ()
	review();
	return interval;
end);

-- After the tokens are checked (99), before anything of the person is seen by the others.
module:hook("muc-occupant-pre-join", function (event)
	local room, origin, stanza = event.room, event.origin, event.stanza;
	local person = person_of(origin);
	if not person or not async.ready() then
		return;
	end
	local wait, done = async.waiter();
	local answer;
	local waiting = true;
	local function go_on(orders)
		if waiting then
			waiting = false;
			answer = orders;
			done();
		end
	end
	local name = name_of(room);
	timer.add_task(patience, function () go_on(nil); end);
	ask({ { room = name, people = { person } } }, go_on);
	wait();
	local order = answer and answer[name];
	if not order or not (order.over or has(order.send_away, person)) then
		return;
	end
	module:log("info", "%s is not let into %s", person, room.jid);
	local why = order.over and "The call has ended" or "You were taken out of the call";
	origin.send(st.error_reply(stanza, "auth", "not-allowed", why, room.jid));
	if event.is_new_room and not room:has_occupant() then
		muc.forget_room(room);
	end
	return true;
end, 50);
