// openapi judges a server's OpenAPI documents as client-go and kubectl read them: what it sends as protobuf must be
// what gnostic makes of the JSON, for version 2 and for every group of version 3.
package main

import (
	"context"
	"fmt"
	"os"
	"time"

	v2 "github.com/google/gnostic-models/openapiv2"
	v3 "github.com/google/gnostic-models/openapiv3"
	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/proto"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/openapi"
	models "k8s.io/kube-openapi/pkg/util/proto"
	ctrl "sigs.k8s.io/controller-runtime"
)

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	defer cancel()
	if err := run(ctx); err != nil {
		fmt.Println("FAILED:", err)
		os.Exit(1)
	}
	fmt.Println("PASSED")
}

func run(ctx context.Context) error {
	config, err := ctrl.GetConfig()
	if err != nil {
		return err
	}
	client, err := discovery.NewDiscoveryClientForConfig(config)
	if err != nil {
		return err
	}
	var served *v2.Document
	err = unchanged(func() error {
		if served, err = client.OpenAPISchema(); err != nil {
			return fmt.Errorf("version 2 as protobuf: %w", err)
		}
		text, err := client.RESTClient().Get().AbsPath("/openapi/v2").SetHeader("Accept", "application/json").Do(ctx).Raw()
		if err != nil {
			return fmt.Errorf("version 2 as JSON: %w", err)
		}
		expected, err := v2.ParseDocument(text)
		if err != nil {
			return fmt.Errorf("version 2: %w", err)
		}
		return same("version 2", expected, served)
	})
	if err != nil {
		return err
	}
	schemas, err := models.NewOpenAPIData(served)
	if err != nil {
		return fmt.Errorf("version 2 as kubectl reads it: %w", err)
	}
	if schemas.LookupModel("io.k8s.api.apps.v1.Deployment") == nil {
		return fmt.Errorf("there is no Deployment among %d models", len(schemas.ListModels()))
	}
	var groups map[string]openapi.GroupVersion
	err = unchanged(func() error {
		if groups, err = client.OpenAPIV3().Paths(); err != nil {
			return fmt.Errorf("the index of version 3: %w", err)
		}
		for path, group := range groups {
			if err := judge(path, group); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	fmt.Println(len(schemas.ListModels()), "models,", len(groups), "groups")
	return nil
}

// unchanged compares again where a comparison failed: kinds are being defined beside this program, documents follow
// a moment later, and the two answers compared must be of one moment. A true difference stays.
func unchanged(compare func() error) error {
	var err error
	for range 60 {
		if err = compare(); err == nil {
			return nil
		}
		time.Sleep(250 * time.Millisecond)
	}
	return err
}

func judge(path string, group openapi.GroupVersion) error {
	text, err := group.Schema("application/json")
	if err != nil {
		return fmt.Errorf("%s as JSON: %w", path, err)
	}
	expected, err := v3.ParseDocument(text)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	bytes, err := group.Schema(openapi.ContentTypeOpenAPIV3PB)
	if err != nil {
		return fmt.Errorf("%s as protobuf: %w", path, err)
	}
	served := &v3.Document{}
	if err := proto.Unmarshal(bytes, served); err != nil {
		return fmt.Errorf("%s as protobuf: %w", path, err)
	}
	return same(path, expected, served)
}

func same(what string, expected, served proto.Message) error {
	if proto.Equal(expected, served) {
		return nil
	}
	want, got := prototext.Format(expected), prototext.Format(served)
	at := 0
	for at < len(want) && at < len(got) && want[at] == got[at] {
		at++
	}
	return fmt.Errorf("%s differs: want …%s… got …%s…", what, part(want, at), part(got, at))
}

func part(text string, at int) string {
	return text[max(0, at-200):min(len(text), at+200)]
}
