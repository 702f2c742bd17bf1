//! Who was in a call, from when to when.

use leptos::prelude::*;
use wire::calls::{Call, CallAttendance, CallPeople};

use super::{length, list::changes};
use crate::{
    i18n::calls,
    session::Session,
    ui::{Empty, Icon, Loaded, Time, TimeFormat},
};

/// The record of a call: when it really began and ended, and every stay in it.
#[component]
pub fn Attendance(call: Call) -> impl IntoView {
    let session = expect_context::<Session>();
    let changed = changes();
    let id = call.id;
    let people = LocalResource::new(move || {
        changed.track();
        async move { session.call(session.client().call_people(id)).await }
    });
    let (start, end, seconds) = (call.actual_start, call.actual_end, call.actual_seconds);
    view! {
        <section class="stack" aria-label=calls::attendance>
            <h2>{calls::attendance}</h2>
            {start.map(|start| view! {
                <dl class="facts">
                    <dt>{calls::actual_start}</dt>
                    <dd><Time at=start /></dd>
                    {end.map(|end| view! { <dt>{calls::actual_end}</dt> <dd><Time at=end /></dd> })}
                    {seconds.map(|seconds| view! { <dt>{calls::duration}</dt> <dd>{length(seconds)}</dd> })}
                </dl>
            })}
            <Loaded of=people rows=2 view=|people: CallPeople| view! { <Stays stays=people.attendance /> } />
        </section>
    }
}

#[component]
fn Stays(stays: Vec<CallAttendance>) -> impl IntoView {
    if stays.is_empty() {
        return view! { <Empty icon=Icon::Users title=calls::nobody_came /> }.into_any();
    }
    let one = |stay: CallAttendance| {
        let seconds = stay.left_at.map(|left| (left - stay.joined_at).num_seconds());
        let guest = stay.guest.is_some();
        view! {
            <tr>
                <th scope="row">
                    <bdi>{stay.name}</bdi>
                    {guest.then(|| view! { <span class="muted">" · " {calls::client}</span> })}
                </th>
                <td><Time at=stay.joined_at format=TimeFormat::Clock /></td>
                <td>
                    {match stay.left_at {
                        Some(left) => view! { <Time at=left format=TimeFormat::Clock /> }.into_any(),
                        None => view! { <span>{calls::inside}</span> }.into_any(),
                    }}
                </td>
                <td class="numbers">{seconds.map(length)}</td>
            </tr>
        }
    };
    view! {
        <div class="scroll">
            <table class="call-stays">
                <thead>
                    <tr>
                        <th scope="col">{calls::who}</th>
                        <th scope="col">{calls::joined}</th>
                        <th scope="col">{calls::left}</th>
                        <th scope="col">{calls::duration}</th>
                    </tr>
                </thead>
                <tbody>{stays.into_iter().map(one).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
