// grafana-contract holds a server and a request against Grafana's own generated client.
//
//	grafana-contract drive URL USER PASSWORD   walks the annotation API of a server; the first surprise ends it with code 1
//	grafana-contract check post|patch|list     reads one JSON document a line; what Grafana's models do not know ends it
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"slices"
	"strconv"

	"github.com/go-openapi/strfmt"
	"github.com/grafana/grafana-openapi-client-go/client"
	"github.com/grafana/grafana-openapi-client-go/client/annotations"
	"github.com/grafana/grafana-openapi-client-go/models"
)

const usage = "usage: grafana-contract drive URL USER PASSWORD | check post|patch|list < lines"

func main() {
	var err error
	switch {
	case len(os.Args) == 5 && os.Args[1] == "drive":
		err = drive(os.Args[2], url.UserPassword(os.Args[3], os.Args[4]))
	case len(os.Args) == 3 && os.Args[1] == "check":
		err = check(os.Args[2], os.Stdin)
	default:
		fmt.Fprintln(os.Stderr, usage)
		os.Exit(2)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

type model interface{ Validate(strfmt.Registry) error }

type annotationList []*models.Annotation

func (list *annotationList) Validate(formats strfmt.Registry) error {
	for _, item := range *list {
		if err := item.Validate(formats); err != nil {
			return err
		}
	}
	return nil
}

func modelOf(kind string) (model, error) {
	switch kind {
	case "post":
		return &models.PostAnnotationsCmd{}, nil
	case "patch":
		return &models.PatchAnnotationsCmd{}, nil
	case "list":
		return &annotationList{}, nil
	}
	return nil, fmt.Errorf("no body is called %q: there are post, patch and list", kind)
}

func check(kind string, input io.Reader) error {
	lines := bufio.NewScanner(input)
	lines.Buffer(nil, 64<<20)
	count := 0
	for ; lines.Scan(); count++ {
		body, err := modelOf(kind)
		if err != nil {
			return err
		}
		decoder := json.NewDecoder(bytes.NewReader(lines.Bytes()))
		decoder.DisallowUnknownFields()
		if err := errors.Join(decoder.Decode(body), body.Validate(strfmt.Default)); err != nil {
			return fmt.Errorf("line %d is no %s: %w", count+1, kind, err)
		}
	}
	fmt.Printf("%d ok\n", count)
	return lines.Err()
}

func clientOf(address string, login *url.Userinfo) (*client.GrafanaHTTPAPI, error) {
	base, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	return client.NewHTTPClientWithConfig(strfmt.Default, &client.TransportConfig{
		Host: base.Host, BasePath: base.Path + "/api", Schemes: []string{base.Scheme}, BasicAuth: login,
	}), nil
}

// walk carries the first surprise through the steps, so that each step reads as one line.
type walk struct {
	api annotations.ClientService
	err error
}

func (w *walk) expect(ok bool, text string, values ...any) {
	if w.err == nil && !ok {
		w.err = fmt.Errorf(text, values...)
	}
}

func (w *walk) post(text string, at, end int64, tags ...string) int64 {
	if w.err != nil {
		return 0
	}
	answer, err := w.api.PostAnnotation(&models.PostAnnotationsCmd{Text: &text, Time: at, TimeEnd: end, Tags: tags})
	if err == nil {
		err = answer.Payload.Validate(strfmt.Default)
	}
	w.err = err
	if err != nil {
		return 0
	}
	return *answer.Payload.ID
}

func (w *walk) list(params *annotations.GetAnnotationsParams) annotationList {
	if w.err != nil {
		return nil
	}
	answer, err := w.api.GetAnnotations(params)
	if err != nil {
		w.err = err
		return nil
	}
	found := annotationList(answer.Payload)
	w.err = found.Validate(strfmt.Default)
	return found
}

func (w *walk) only(id int64, tags ...string) *models.Annotation {
	kind := "annotation"
	found := w.list(annotations.NewGetAnnotationsParams().WithTags(tags).WithType(&kind))
	w.expect(len(found) == 1 && found[0].ID == id, "tags %v: expected annotation %d alone, found %d", tags, id, len(found))
	if w.err != nil {
		return &models.Annotation{}
	}
	return found[0]
}

func (w *walk) patch(id int64, change *models.PatchAnnotationsCmd) {
	if w.err == nil {
		_, w.err = w.api.PatchAnnotation(strconv.FormatInt(id, 10), change)
	}
}

func drive(address string, login *url.Userinfo) error {
	api, err := clientOf(address, login)
	if err != nil {
		return err
	}
	w := &walk{api: api.Annotations}
	first := w.post("first", 1700000000000, 0, "aiops", "incident:1", "entity:a")
	second := w.post("second", 1700000060000, 1700000120000, "aiops", "incident:2")
	w.expect(first > 0 && second > first, "expected growing ids, received %d and %d", first, second)

	point := w.only(first, "aiops", "incident:1")
	w.expect(point.Time == 1700000000000 && point.TimeEnd == point.Time, "a point: expected its end at its time, received %v", point)
	region := w.only(second, "incident:2")
	w.expect(region.TimeEnd == 1700000120000, "a region: received %v", region)
	w.expect(len(w.list(annotations.NewGetAnnotationsParams().WithTags([]string{"incident:1", "incident:2"}))) == 0, "tags are joined by AND")

	w.patch(first, &models.PatchAnnotationsCmd{TimeEnd: 1700000030000})
	ended := w.only(first, "incident:1")
	w.expect(ended.TimeEnd == 1700000030000 && ended.Text == "first" && len(ended.Tags) == 3, "what is not named stays: received %v", ended)
	w.patch(first, &models.PatchAnnotationsCmd{Text: "changed", Tags: []string{"aiops", "incident:1", "severity:high"}})
	changed := w.only(first, "severity:high")
	w.expect(changed.Text == "changed" && !slices.Contains(changed.Tags, "entity:a"), "tags are replaced: received %v", changed)
	w.expect(changed.TimeEnd == 1700000030000, "an end is kept: received %v", changed)
	w.patch(first, &models.PatchAnnotationsCmd{TimeEnd: 1700000000000})
	w.expect(w.only(first, "incident:1").TimeEnd == 1700000000000, "an end is taken back by setting it to the beginning")

	w.within(first, second)
	w.refusals(address, first)
	w.deleted(first)
	w.deleted(second)
	if w.err == nil {
		fmt.Println("ok")
	}
	return w.err
}

func (w *walk) within(first, second int64) {
	from, to, limit := int64(1700000050000), int64(1700000070000), int64(1)
	tags := []string{"aiops"}
	found := w.list(annotations.NewGetAnnotationsParams().WithTags(tags).WithFrom(&from).WithTo(&to))
	w.expect(len(found) == 1 && found[0].ID == second, "a time range: received %d", len(found))
	newest := w.list(annotations.NewGetAnnotationsParams().WithTags(tags).WithLimit(&limit))
	w.expect(len(newest) == 1 && newest[0].ID == second, "the latest end comes first, before %d", first)
}

func (w *walk) refusals(address string, id int64) {
	if w.err != nil {
		return
	}
	_, err := w.api.GetAnnotationByID("999999999")
	_, err2 := w.api.PatchAnnotation("999999999", &models.PatchAnnotationsCmd{Text: "x"})
	var missing *annotations.PatchAnnotationNotFound
	w.expect(err != nil && errors.As(err2, &missing), "an unknown id: received %v and %v", err, err2)
	stranger, err := clientOf(address, url.UserPassword("admin", "no password of anybody"))
	if err != nil {
		w.err = err
		return
	}
	var refused *annotations.PatchAnnotationUnauthorized
	_, err = stranger.Annotations.PatchAnnotation(strconv.FormatInt(id, 10), &models.PatchAnnotationsCmd{Text: "x"})
	w.expect(errors.As(err, &refused), "a wrong password: received %v", err)
}

func (w *walk) deleted(id int64) {
	if w.err != nil {
		return
	}
	if _, err := w.api.DeleteAnnotationByID(strconv.FormatInt(id, 10)); err != nil {
		w.err = err
		return
	}
	_, err := w.api.GetAnnotationByID(strconv.FormatInt(id, 10))
	w.expect(err != nil, "annotation %d was deleted and is still there", id)
}
